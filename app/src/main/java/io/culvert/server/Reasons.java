package io.culvert.server;

import io.culvert.metrics.CloseReason;
import io.culvert.net.DeadlineExceededException;
import io.culvert.tunnel.TunnelException;
import java.io.IOException;

/** What ended a stream at the far side, in the operator's words. */
final class Reasons {
  private Reasons() {}

  /**
   * @param failure of the relay; null if there was none
   */
  static CloseReason of(IOException failure) {
    return switch (failure) {
      case null -> CloseReason.DONE;
      case TunnelException.ResetByPeer e -> CloseReason.PEER_RESET;
      case TunnelException.Corrupted e -> CloseReason.TUNNEL_CORRUPTED;
      case TunnelException.Truncated e -> CloseReason.TUNNEL_TRUNCATED;
      case TunnelException.Lost e -> CloseReason.TUNNEL_LOST;
      case TunnelException.Dead e -> CloseReason.TUNNEL_LOST;
      case DeadlineExceededException e -> CloseReason.IDLE_TIMEOUT;
      default -> CloseReason.TARGET_RESET;
    };
  }
}
