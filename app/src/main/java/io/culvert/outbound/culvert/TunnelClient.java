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

  /**
   * Blocks for the server's answer. A ready connection may have died unseen: then, and only before
   * any answer, a fresh one gets the request again.
   */
  Outcome<Granted> ask(OpenRequest request, EarlyData early) throws InterruptedException {
    try {
      TunnelConnection tunnel = pool.acquire();
      try {
        return ask(tunnel, request, early);
      } catch (DeadlineExceededException e) {
        return failed(e);
      } catch (IOException e) {
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
      stream.close();
      throwIf(interrupted);
      throw e;
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

  /** A server that refused has said END, and gets this side's. */
  private static Outcome<Granted> judge(TunnelStream stream, OpenResponse response)
      throws IOException {
    if (response.succeeded()) {
      stream.keepAlive();
      return Outcome.of(new Granted(stream, response));
    }
    stream.endOutput();
    stream.close();
    return Outcome.refused(response.failure());
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
