package io.culvert.runtime.carrier;

import java.io.InterruptedIOException;

/**
 * A thread was interrupted that waited for a channel, or was about to. The channel stays open, for
 * its owner to close or to go on with; the thread's interrupt status stays set.
 */
public final class InterruptedWaitException extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  InterruptedWaitException() {
    super("interrupted");
  }

  /** Where the thread waited says nothing: it was told to end. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
