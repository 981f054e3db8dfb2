package io.culvert.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** A header section in its order. Immutable. */
record Fields(List<Field> lines) {
  /** Thousands of fields of three octets would cost a hundred times their own length. */
  static final int MAX_LINES = 200;

  Fields {
    lines = List.copyOf(lines);
  }

  static Fields readFrom(HeadInput in) throws IOException {
    List<Field> lines = new ArrayList<>();
    for (String line = in.line(); !line.isEmpty(); line = in.line()) {
      if (lines.size() == MAX_LINES) {
        throw new HttpException.TooLong(HttpAnswer.FIELDS_TOO_LARGE);
      }
      lines.add(Field.parse(line));
    }
    return new Fields(lines);
  }

  /**
   * Those of a response, where a folded line is the rest of the one before, RFC 9112 section 5.2.
   */
  static Fields readLenientFrom(HeadInput in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = in.line(); !line.isEmpty(); line = in.line()) {
      boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
      if (folded && !lines.isEmpty()) {
        lines.add(lines.removeLast() + ' ' + Tokens.trim(line));
      } else if (lines.size() == MAX_LINES) {
        throw new HttpException.TooLong(HttpAnswer.FIELDS_TOO_LARGE);
      } else {
        lines.add(line);
      }
    }
    List<Field> fields = new ArrayList<>();
    for (String line : lines) {
      fields.add(Field.parseLenient(line));
    }
    return new Fields(fields);
  }

  /** The values of all field lines of this name. */
  List<String> values(String name) {
    return lines.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /**
   * The members of a comma-separated list, in lower case, over all lines of this name; empty
   * members are none, RFC 9110 section 5.6.1.2.
   */
  List<String> members(String name) {
    List<String> members = new ArrayList<>();
    eachMember(name, member -> members.add(member.toLowerCase(Locale.ROOT)));
    return members;
  }

  /** Whether such a list has a member, in any letter case. */
  boolean hasMember(String name, String member) {
    var found = new boolean[1];
    eachMember(name, each -> found[0] |= each.equalsIgnoreCase(member));
    return found[0];
  }

  private void eachMember(String name, Consumer<String> told) {
    for (String value : values(name)) {
      for (int from = 0; from <= value.length(); ) {
        int comma = value.indexOf(',', from);
        int to = comma < 0 ? value.length() : comma;
        if (to > from) {
          tell(Tokens.trim(value.substring(from, to)), told);
        }
        from = to + 1;
      }
    }
  }

  private static void tell(String member, Consumer<String> told) {
    if (!member.isEmpty()) {
      told.accept(member);
    }
  }

  /**
   * @throws HttpException if there is more than one
   */
  Optional<String> single(String name) throws HttpException {
    List<String> values = values(name);
    if (values.size() > 1) {
      throw new HttpException.Malformed("more than one " + name);
    }
    return values.stream().findFirst();
  }
}
