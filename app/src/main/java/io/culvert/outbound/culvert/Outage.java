package io.culvert.outbound.culvert;

import io.culvert.net.ConnectFailedException;
import io.culvert.net.ConnectFailure;
import io.culvert.net.DeadlineExceededException;
import java.io.IOException;

/**
 * A server that answers nothing: whoever dials it waits for the whole time-out. While that lasts,
 * requests need not wait for the same again; what dials in the background finds out when it is
 * over. A failure other than a time-out makes no outage. Thread-safe.
 */
final class Outage {
  private volatile IOException cause;

  /** The server was reached. */
  void over() {
    if (cause != null) {
      cause = null;
    }
  }

  void failed(IOException failure) {
    if (isTimeOut(failure)) {
      cause = failure;
    }
  }

  private static boolean isTimeOut(Throwable failure) {
    return switch (failure) {
      case TunnelDialer.HandshakeFailedException e -> isTimeOut(e.getCause());
      case ConnectFailedException e -> e.failure() == ConnectFailure.TIMED_OUT;
      default -> failure instanceof DeadlineExceededException;
    };
  }

  /**
   * @throws IOException what the last dial failed of, in an outage
   */
  void check() throws IOException {
    IOException failure = cause;
    if (failure != null) {
      throw failure;
    }
  }
}
