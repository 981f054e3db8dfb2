package io.culvert.http;

/** Max-Forwards, RFC 9110 section 7.6.2: what a proxy counts down in TRACE and OPTIONS. */
final class MaxForwards {
  private static final String NAME = "Max-Forwards";
  private static final int MAX_DIGITS = 9;

  private MaxForwards() {}

  /**
   * @throws HttpException if the message is to go no further: this proxy has no options of its own
   *     and echoes nothing
   */
  static void check(RequestHead head) throws HttpException {
    if (!applies(head.method())) {
      return;
    }
    String value = head.fields().single(NAME).orElse("1");
    if (!Tokens.isNumber(value) || value.length() > MAX_DIGITS) {
      throw new HttpException.Malformed("Max-Forwards is a number");
    }
    if (Integer.parseInt(value) == 0) {
      throw new HttpException.NotSupported(
          HttpAnswer.notImplemented("This proxy answers no " + head.method() + " itself."));
    }
  }

  /** The field line as it goes on. */
  static String next(String method, Field field) {
    boolean counted = applies(method) && field.name().equalsIgnoreCase(NAME);
    return field.name()
        + ": "
        + (counted ? Integer.toString(Integer.parseInt(field.value()) - 1) : field.value());
  }

  private static boolean applies(String method) {
    return method.equals("TRACE") || method.equals("OPTIONS");
  }
}
