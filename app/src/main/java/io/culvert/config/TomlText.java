package io.culvert.config;

import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads and writes single TOML values. */
final class TomlText {

  private TomlText() {}

  /** Parses {@code text} as a TOML value; empty if it is none. */
  static Optional<Object> value(String text) {
    TomlParseResult result = Toml.parse("value = " + text);
    return result.hasErrors() || result.size() != 1
        ? Optional.empty()
        : Optional.ofNullable(result.get("value"));
  }

  /** Describes a value for an error message; a list or a table only by its type. */
  static String describe(Object toml) {
    return switch (toml) {
      case String text -> quoted(text);
      case TomlArray array -> "a list";
      case TomlTable table -> "a table";
      default -> toml.toString();
    };
  }

  /** Returns the text as a basic string with the necessary escapes. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars().forEach(c -> append(out, (char) c));
    return out.append('"').toString();
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append(c < 0x20 || c == 0x7f ? String.format("\\u%04x", (int) c) : c);
    }
  }
}
