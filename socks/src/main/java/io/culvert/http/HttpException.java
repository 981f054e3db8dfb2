package io.culvert.http;

import java.io.IOException;

/**
 * What a client did wrong, and what it is to be told. Its message never holds what the client sent.
 */
public abstract sealed class HttpException extends IOException {
  private static final long serialVersionUID = 1L;

  private final byte[] answer;

  private HttpException(String message, byte[] answer) {
    super(message);
    this.answer = answer;
  }

  /** The whole response to send before closing. */
  public final byte[] answer() {
    return answer.clone();
  }

  /** 400: against the grammar, or of a framing that two readers could read differently. */
  public static final class Malformed extends HttpException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, HttpAnswer.badRequest(message).octets());
    }
  }

  /** 400, with a line for a person: the request was meant for a web server. */
  public static final class NotForAProxy extends HttpException {
    private static final long serialVersionUID = 1L;

    NotForAProxy() {
      super("a request to a web server, not to a proxy", HttpAnswer.NOT_A_WEB_SERVER.octets());
    }
  }

  /** 414 or 431: longer than the limit. */
  public static final class TooLong extends HttpException {
    private static final long serialVersionUID = 1L;

    TooLong(HttpAnswer answer) {
      super(answer.text(), answer.octets());
    }
  }

  /** 501 or 505: a scheme, method, coding or version that this proxy does not have. */
  public static final class NotSupported extends HttpException {
    private static final long serialVersionUID = 1L;

    NotSupported(HttpAnswer answer) {
      super(answer.text(), answer.octets());
    }
  }

  /** 407: no credentials, or wrong ones. */
  public static final class AuthenticationFailed extends HttpException {
    private static final long serialVersionUID = 1L;

    AuthenticationFailed(HttpRequest request) {
      super(
          "no credentials, or wrong ones",
          request.answer(HttpAnswer.PROXY_AUTHENTICATION_REQUIRED));
    }
  }
}
