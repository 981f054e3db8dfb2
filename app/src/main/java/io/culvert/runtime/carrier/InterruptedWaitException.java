package io.culvert.runtime.carrier;

import java.io.InterruptedIOException;

/**
 * A thread was interrupted before or during its wait for a channel. The channel stays open, and the
 * thread's interrupt status stays set.
 */
public final class InterruptedWaitException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  InterruptedWaitException() {
    super("interrupted");
  }

  /**
   * Has no stack trace: an interrupt is a request to end, and the place of the wait is irrelevant.
   */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
