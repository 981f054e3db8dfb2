package io.culvert.outbound.culvert;

import io.culvert.net.DeadlineExceededException;
import io.culvert.proxy.EarlyData;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.OpenResponse;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One request on one stream of a tunnel connection. A failure or an interrupt closes the stream.
 * For one thread at a time.
 */
final class Attempt {
  private final TunnelConnection tunnel;
  private final TunnelStream stream;
  private long askedNanos;
  private boolean distrusted;

  /** The connection had died before an octet of the answer came, perhaps before the request. */
  static final class UnansweredException extends IOException {
    private static final long serialVersionUID = 1L;

    UnansweredException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** What blocks for the other side. */
  private interface Step<T> {
    T take() throws IOException;
  }

  /**
   * @param closed told of the stream's close
   */
  Attempt(TunnelConnection tunnel, Consumer<TunnelStream> closed) {
    this.tunnel = tunnel;
    this.stream = tunnel.nextStream(closed);
  }

  TunnelStream stream() {
    return stream;
  }

  /**
   * @param patience how long the server may take from now on
   */
  void ask(OpenRequest request, EarlyData early, Duration patience)
      throws IOException, InterruptedException {
    askedNanos = System.nanoTime();
    tunnel.deadline(patience);
    guarded(() -> {
      stream.open(request);
      early.follow(stream);
      return true;
    });
  }

  /** By {@link System#nanoTime}. */
  long askedNanos() {
    return askedNanos;
  }

  /** Blocks until the server shows that it has the request; false if it does not in this time. */
  boolean isAnsweredWithin(Duration limit) throws IOException, InterruptedException {
    return guarded(() -> stream.awaitAnswer(limit));
  }

  /** Blocks for the answer. */
  OpenResponse response() throws IOException, InterruptedException {
    return guarded(() -> {
      OpenResponse response = stream.response();
      tunnel.noDeadline();
      return response;
    });
  }

  /** From now on nothing is worth waiting for the other side when this attempt is interrupted. */
  void distrust() {
    distrusted = true;
  }

  private <T> T guarded(Step<T> step) throws IOException, InterruptedException {
    try {
      return step.take();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException cause) throws InterruptedException {
    boolean interrupted = Thread.interrupted(); // The close may have to wait for the peer.
    boolean unanswered = !(cause instanceof DeadlineExceededException) && !stream.isAnswered();
    if (distrusted) {
      tunnel.abort();
    }
    stream.close();
    if (interrupted) {
      throw new InterruptedException();
    }
    return unanswered ? new UnansweredException(cause) : cause;
  }
}
