package io.culvert.outbound.culvert;

import io.culvert.net.DeadlineExceededException;
import io.culvert.proxy.EarlyData;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Outcome;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.OpenResponse;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Asks the server on streams of pooled tunnel connections. A server that gives no answer is trouble
 * that the operator hears of. Thread-safe.
 *
 * @param patience how long the server may take to answer a request
 */
record TunnelClient(TunnelPool pool, Duration patience, RateLimitedWarning trouble) {
  /** A stream on which the server said yes. Its close gives the tunnel connection back. */
  record Granted(TunnelStream stream, OpenResponse response) {}

  /** The connection had died before an octet of the answer came, perhaps before the request. */
  private static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Blocks for the server's answer. A ready connection may have died unseen: then, and only before
   * any octet of an answer, a fresh one gets the request again.
   */
  Outcome<Granted> ask(OpenRequest request, EarlyData early) throws InterruptedException {
    try {
      TunnelConnection tunnel = pool.acquire();
      try {
        return ask(tunnel, request, early);
      } catch (UnansweredException e) {
        return ask(pool.acquireFresh(), request, early);
      }
    } catch (IOException e) {
      return failed(e);
    }
  }

  private Outcome<Granted> ask(TunnelConnection tunnel, OpenRequest request, EarlyData early)
      throws IOException, InterruptedException {
    TunnelStream stream = tunnel.nextStream(closed -> pool.giveBack(tunnel, closed));
    try {
      tunnel.deadline(patience);
      stream.open(request);
      early.follow(stream);
      OpenResponse response = stream.response();
      tunnel.noDeadline();
      return judge(stream, response);
    } catch (IOException e) {
      boolean interrupted = Thread.interrupted(); // The close may have to wait for the peer.
      boolean unanswered = !(e instanceof DeadlineExceededException) && !stream.isAnswered();
      stream.close();
      throwIf(interrupted);
      throw unanswered ? new UnansweredException(e) : e;
    }
  }

  /** Blocks for the second answer to BIND, RFC 1928 section 6. */
  Outcome<Granted> secondAnswer(TunnelStream stream) throws InterruptedException {
    try {
      return judge(stream, stream.response());
    } catch (IOException e) {
      return failed(e);
    }
  }

  private static Outcome<Granted> judge(TunnelStream stream, OpenResponse response) {
    if (response.succeeded()) {
      stream.keepAlive();
      return Outcome.of(new Granted(stream, response));
    }
    end(stream);
    return Outcome.refused(response.failure());
  }

  /** A server that refused has said END, and gets this side's. */
  private static void end(TunnelStream stream) {
    try {
      stream.endOutput();
    } catch (IOException e) {
      // The answer stands; the close sees that the connection is lost.
    }
    stream.close();
  }

  private Outcome<Granted> failed(IOException cause) throws InterruptedException {
    throwIf(Thread.interrupted());
    trouble.report(cause);
    return Outcome.refused(failure(cause));
  }

  private static Failure failure(IOException cause) {
    if (!(cause instanceof TunnelDialer.HandshakeFailedException)) {
      return Failure.SERVER_UNREACHABLE;
    }
    return cause.getCause() instanceof InterruptedIOException
        ? Failure.HANDSHAKE_TIMEOUT
        : Failure.HANDSHAKE_FAILED;
  }

  private static void throwIf(boolean interrupted) throws InterruptedException {
    if (interrupted) {
      throw new InterruptedException();
    }
  }
}
