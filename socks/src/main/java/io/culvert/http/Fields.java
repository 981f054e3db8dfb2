package io.culvert.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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
    return values(name).stream()
        .flatMap(Fields::split)
        .map(Tokens::trim)
        .filter(member -> !member.isEmpty())
        .map(member -> member.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static Stream<String> split(String list) {
    return Arrays.stream(list.split(","));
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
