package io.culvert.http;

import java.util.Locale;

/**
 * A field line, RFC 9112 section 5: {@code name ":" OWS value OWS}.
 *
 * @param name as it was written; compared without regard to case
 */
record Field(String name, String value) {
  static Field parse(String line) throws HttpException {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new HttpException.Malformed("a field line without a colon");
    }
    // Section 5.1 and 5.2: neither a space before the colon nor a folded line is forgiven; both
    // fall to the grammar of a name.
    String name = line.substring(0, colon);
    if (!Tokens.isToken(name)) {
      throw new HttpException.Malformed("a field name is a token");
    }
    return new Field(name, Tokens.trim(line.substring(colon + 1)));
  }

  /**
   * A line of a response: white space before the colon is taken away, section 5.1.
   *
   * @throws HttpException if what is left is no field line
   */
  static Field parseLenient(String line) throws HttpException {
    int colon = line.indexOf(':');
    return parse(colon < 0 ? line : Tokens.trim(line.substring(0, colon)) + line.substring(colon));
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }

  String lowerCaseName() {
    return name.toLowerCase(Locale.ROOT);
  }
}
