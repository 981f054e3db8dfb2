package io.culvert.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the key on a line of TOML that the parser rejected. */
final class TomlLines {
  private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z0-9_.-]+)\\s*=.*");
  private static final Pattern TABLE = Pattern.compile("\\s*\\[([A-Za-z0-9_.-]+)]\\s*(?:#.*)?");

  private TomlLines() {}

  /**
   * Returns the dotted key on a line (counted from 1), with its table's name; empty if the line has
   * no key.
   */
  static String keyAt(String content, int line) {
    List<String> lines = content.lines().limit(line).toList();
    if (lines.size() < line) {
      return "";
    }
    Matcher key = KEY.matcher(lines.get(line - 1));
    return key.matches() ? tableAbove(lines) + key.group(1) : "";
  }

  private static String tableAbove(List<String> lines) {
    String prefix = "";
    for (String line : lines) {
      Matcher table = TABLE.matcher(line);
      prefix = table.matches() ? table.group(1) + "." : prefix;
    }
    return prefix;
  }
}
