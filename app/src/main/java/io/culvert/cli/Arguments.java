package io.culvert.cli;

/** Arguments in messages. */
final class Arguments {
  private static final String LINK_SCHEME = "culvert://";

  private Arguments() {}

  /**
   * What of an argument may be shown: an option's name without its value, and no link, for both may
   * be secret.
   */
  static String shown(String argument) {
    if (argument.contains(LINK_SCHEME) && !argument.startsWith("-")) {
      return LINK_SCHEME + "...";
    }
    int equals = argument.indexOf('=');
    return argument.startsWith("-") && equals > 0 ? argument.substring(0, equals) : argument;
  }
}
