package io.culvert.proxy;

import java.io.IOException;

/** A leg of a stream failed in a way that its protocol can name. */
public abstract class StreamException extends IOException {
  private static final long serialVersionUID = 1L;
  private final CloseReason reason;

  protected StreamException(CloseReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** How the stream's session ends for it. */
  public final CloseReason reason() {
    return reason;
  }
}
