package io.culvert.cli;

/** Redacts arguments for messages. */
final class Arguments {
  private static final String LINK_SCHEME = "culvert://";

  private Arguments() {}

  /**
   * Returns the part of an argument that is no secret: an option's name without its value, and a
   * link's scheme only.
   */
  static String shown(String argument) {
    if (argument.contains(LINK_SCHEME) && !argument.startsWith("-")) {
      return LINK_SCHEME + "...";
    }
    int equals = argument.indexOf('=');
    return argument.startsWith("-") && equals > 0 ? argument.substring(0, equals) : argument;
  }
}
