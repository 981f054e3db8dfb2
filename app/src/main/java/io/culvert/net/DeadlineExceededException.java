package io.culvert.net;

import java.io.InterruptedIOException;

/** A blocking call exceeded its time limit. Its connection is closed. */
public final class DeadlineExceededException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  public DeadlineExceededException(String message) {
    super(message);
  }
}
