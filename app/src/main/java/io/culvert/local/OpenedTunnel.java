package io.culvert.local;

import io.culvert.config.LimitSettings;
import io.culvert.crypto.RecordType;
import io.culvert.net.DeadlineExceededException;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelPool;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.time.Duration;

/**
 * One stream's tunnel connection, from the pool and back to it. {@link #open} and {@link #finish}
 * are for the stream's own thread, the rest for any.
 */
final class OpenedTunnel {
  /** What the server may take beyond its own limits for look-up and connect. */
  private static final Duration REPLY_MARGIN = Duration.ofSeconds(10);

  private final TunnelPool pool;
  private final Duration patience;
  private final EarlyData early;
  private TunnelConnection tunnel;
  private volatile TunnelStream stream;
  private volatile boolean aborted;

  OpenedTunnel(TunnelPool pool, LimitSettings limits, EarlyData early) {
    this.pool = pool;
    this.patience = limits.connectTimeout().plus(REPLY_MARGIN);
    this.early = early;
  }

  /**
   * Blocks for the first REPLY. A ready connection may have died unseen: then, and only before any
   * answer, a fresh one gets the request again.
   */
  OpenReply open(Open open) throws IOException, InterruptedException {
    tunnel = pool.acquire();
    try {
      return openOn(open);
    } catch (DeadlineExceededException e) {
      throw e;
    } catch (IOException e) {
      throwIfAborted(e);
      tunnel.abort();
      tunnel = pool.acquireFresh();
      return openOn(open);
    }
  }

  private OpenReply openOn(Open open) throws IOException {
    stream = tunnel.nextStream();
    if (aborted) {
      throw new IOException("the client left meanwhile");
    }
    tunnel.deadline(patience);
    stream.send(RecordType.OPEN, open.body());
    early.follow(stream);
    OpenReply reply = nextReply();
    tunnel.noDeadline();
    return reply;
  }

  /** Blocks for a REPLY: BIND has two (RFC 1928 section 6). */
  OpenReply nextReply() throws IOException {
    TunnelStream.Message message = stream.next();
    if (message.type() != RecordType.REPLY) {
      throw new IOException("the server did not answer OPEN with REPLY");
    }
    return OpenReply.readFrom(message.body());
  }

  TunnelStream stream() {
    return stream;
  }

  void abort() {
    aborted = true;
    TunnelStream opened = stream;
    if (opened != null) {
      opened.reset();
    }
  }

  /** After an abort, a failure of the tunnel is its consequence. */
  void throwIfAborted(IOException failure) throws IOException {
    if (aborted) {
      throw failure;
    }
  }

  /** The server refused and said END: says it too, and is done. */
  void endRefused() {
    TunnelStream opened = stream;
    try {
      if (opened != null) {
        opened.endOutput();
      }
    } catch (IOException e) {
      // Then the connection is not one to give back, which finish will see.
    }
    finish();
  }

  /** Gives the connection back, or ends it; later calls do nothing. */
  void finish() {
    TunnelStream opened = stream;
    stream = null;
    if (opened == null) {
      return;
    }
    if (opened.finish()) {
      pool.release(tunnel);
    } else {
      tunnel.close();
    }
  }
}
