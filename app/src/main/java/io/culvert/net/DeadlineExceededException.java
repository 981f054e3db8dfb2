package io.culvert.net;

import java.io.InterruptedIOException;

/** A blocking step took longer than its limit; the connection it blocked on is closed. */
public final class DeadlineExceededException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  public DeadlineExceededException(String message) {
    super(message);
  }
}
