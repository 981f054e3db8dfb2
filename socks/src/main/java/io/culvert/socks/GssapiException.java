package io.culvert.socks;

import java.io.IOException;

/**
 * The client did not get through RFC 1961, or a message of it is not what it must be. Its message
 * never holds what the client sent.
 */
public final class GssapiException extends IOException {
  private static final long serialVersionUID = 1L;

  public GssapiException(String message) {
    super(message);
  }

  public GssapiException(String message, Exception cause) {
    super(message, cause);
  }

  /** Section 3.8: the octets to send before closing, as long as nothing is encapsulated yet. */
  public byte[] answer() {
    return new GssapiMessage.Abort().octets();
  }
}
