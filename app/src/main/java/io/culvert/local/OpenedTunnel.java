package io.culvert.local;

import io.culvert.net.DeadlineExceededException;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelStream;
import io.culvert.wire.RecordType;
import java.io.IOException;

/**
 * One stream's tunnel connection, from the pool and back to it. {@link #ask} and {@link #finish}
 * are for the stream's own thread, the rest for any.
 */
final class OpenedTunnel {
  private final Tunnels tunnels;
  private final EarlyData early;
  private TunnelConnection tunnel;
  private volatile TunnelStream stream;
  private volatile boolean aborted;

  OpenedTunnel(Tunnels tunnels, EarlyData early) {
    this.tunnels = tunnels;
    this.early = early;
  }

  /**
   * Blocks for the answer to a request; a server that gives none is trouble that the operator hears
   * of.
   *
   * @throws IOException after {@link #abort} only
   */
  Answer ask(Open open) throws IOException, InterruptedException {
    try {
      return Answer.of(open(open));
    } catch (IOException e) {
      return trouble(e);
    }
  }

  /** Blocks for the second answer to BIND, RFC 1928 section 6. */
  Answer secondAnswer() throws IOException {
    try {
      return Answer.of(nextReply());
    } catch (IOException e) {
      return trouble(e);
    }
  }

  private Answer trouble(IOException cause) throws IOException {
    throwIfAborted(cause);
    tunnels.trouble().report(cause);
    return Answer.failure(Reasons.ofTrouble(cause));
  }

  /**
   * Blocks for the first REPLY. A ready connection may have died unseen: then, and only before any
   * answer, a fresh one gets the request again.
   */
  private OpenReply open(Open open) throws IOException, InterruptedException {
    tunnel = tunnels.pool().acquire();
    try {
      return openOn(open);
    } catch (DeadlineExceededException e) {
      throw e;
    } catch (IOException e) {
      throwIfAborted(e);
      tunnel.abort();
      tunnel = tunnels.pool().acquireFresh();
      return openOn(open);
    }
  }

  private OpenReply openOn(Open open) throws IOException {
    stream = tunnel.nextStream();
    if (aborted) {
      throw new IOException("the client left meanwhile");
    }
    tunnel.deadline(tunnels.patience());
    stream.send(RecordType.OPEN, open.body());
    early.follow(stream);
    OpenReply reply = nextReply();
    tunnel.noDeadline();
    return reply;
  }

  private OpenReply nextReply() throws IOException {
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
  private void throwIfAborted(IOException failure) throws IOException {
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
      tunnels.pool().release(tunnel);
    } else {
      tunnel.close();
    }
  }
}
