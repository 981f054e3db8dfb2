package io.culvert.net;

import java.io.IOException;

/** A connection could not be established. */
public final class ConnectFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ConnectFailure failure;

  public ConnectFailedException(ConnectFailure failure, Exception cause) {
    super(cause.getMessage(), cause);
    this.failure = failure;
  }

  public ConnectFailure failure() {
    return failure;
  }
}
