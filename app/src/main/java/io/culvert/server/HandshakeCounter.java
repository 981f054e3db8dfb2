package io.culvert.server;

import io.culvert.metrics.HandshakeResult;
import io.culvert.metrics.Metrics;
import io.culvert.tunnel.TunnelAcceptor;
import io.culvert.wire.HandshakeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Counts how handshakes end. Thread-safe. */
record HandshakeCounter(Metrics metrics) implements TunnelAcceptor.Observer {
  @Override
  public void completed() {
    metrics.handshake(HandshakeResult.ACCEPTED);
  }

  @Override
  public void failed(IOException cause) {
    metrics.handshake(
        switch (cause) {
          case HandshakeException e -> refused(e.reason());
          case TunnelAcceptor.CrowdedOutException e -> HandshakeResult.CROWDED_OUT;
          case InterruptedIOException e -> HandshakeResult.TIMEOUT;
          case EOFException e -> HandshakeResult.INCOMPLETE;
          default -> HandshakeResult.UNREACHABLE;
        });
  }

  private static HandshakeResult refused(HandshakeException.Reason reason) {
    return switch (reason) {
      case ENVELOPE -> HandshakeResult.ENVELOPE;
      case MALFORMED -> HandshakeResult.MALFORMED;
      case UNKNOWN_USER -> HandshakeResult.UNKNOWN_USER;
      case DECRYPTION -> HandshakeResult.DECRYPTION;
      case CLOCK -> HandshakeResult.CLOCK;
      case REPLAY -> HandshakeResult.REPLAY;
      case REPLAY_SET_FULL -> HandshakeResult.REPLAY_SET_FULL;
    };
  }
}
