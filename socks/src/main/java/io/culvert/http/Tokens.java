package io.culvert.http;

/** The smallest parts of RFC 9110 section 5.6. */
final class Tokens {
  private Tokens() {}

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Tokens::isTokenCharacter);
  }

  static boolean isTokenCharacter(int c) {
    return isDigit(c)
        || c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Digits only: no sign, no space, not nothing. */
  static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(Tokens::isDigit);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Without the optional white space around it: spaces and tabs. */
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
