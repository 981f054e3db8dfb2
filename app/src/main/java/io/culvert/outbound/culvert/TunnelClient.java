package io.culvert.outbound.culvert;

import io.culvert.net.DeadlineExceededException;
import io.culvert.proxy.EarlyData;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Outcome;
import io.culvert.runtime.TaskScope;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.OpenResponse;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Asks the server on streams of pooled tunnel connections. A server that gives no answer is trouble
 * that the operator hears of. Thread-safe.
 *
 * @param patience how long the server may take to answer a request
 */
record TunnelClient(TunnelPool pool, Duration patience, RateLimitedWarning trouble) {
  /** A stream on which the server said yes. Its close gives the tunnel connection back. */
  record Granted(TunnelStream stream, OpenResponse response) {}

  /** The server has the request from another connection already. */
  private static final class RepeatedException extends IOException {
    private static final long serialVersionUID = 1L;

    RepeatedException() {
      super("the server had the request before");
    }
  }

  /**
   * Blocks for the server's answer. A ready connection may have died unseen, in silence even: then
   * a fresh one gets the request too, and the server acts on one of the two.
   */
  Outcome<Granted> ask(OpenRequest request, EarlyData early) throws InterruptedException {
    try {
      Attempt first = attempt(pool.acquire());
      try {
        first.ask(request, early, patience);
        return first.isAnsweredWithin(pool.answerTime())
            ? judge(first)
            : race(first, request, early);
      } catch (Attempt.UnansweredException e) {
        return repeat(first, request, early);
      }
    } catch (IOException e) {
      return failed(e);
    }
  }

  private Attempt attempt(TunnelConnection tunnel) {
    return new Attempt(tunnel, closed -> pool.giveBack(tunnel, closed));
  }

  private Outcome<Granted> race(Attempt silent, OpenRequest request, EarlyData early)
      throws IOException, InterruptedException {
    silent.distrust();
    try {
      return TaskScope.firstSuccess(
          "repeated request",
          List.of(() -> judge(silent), () -> repeat(silent, request, early)),
          patience);
    } catch (TimeoutException e) {
      throw new DeadlineExceededException("no answer on two connections");
    }
  }

  private Outcome<Granted> repeat(Attempt first, OpenRequest request, EarlyData early)
      throws IOException, InterruptedException {
    Attempt second = attempt(pool.replace(first.askedNanos()));
    second.distrust();
    second.ask(request.repeating(first.stream().name()), early, patience);
    return judge(second);
  }

  private static Outcome<Granted> judge(Attempt attempt) throws IOException, InterruptedException {
    OpenResponse response = attempt.response();
    Outcome<Granted> outcome = judge(attempt.stream(), response);
    if (response.isRepeated()) {
      throw new RepeatedException();
    }
    return outcome;
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
