package io.culvert.local;

import io.culvert.metrics.CloseReason;
import io.culvert.net.DeadlineExceededException;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.TunnelDialer;
import io.culvert.tunnel.TunnelException;
import java.io.IOException;
import java.io.InterruptedIOException;

/** What ended a client's stream, in the operator's words. */
final class Reasons {
  private Reasons() {}

  static CloseReason of(ReplyCode code) {
    return switch (code.code()) {
      case 0x02 -> CloseReason.NOT_ALLOWED;
      case 0x03 -> CloseReason.NETWORK_UNREACHABLE;
      case 0x04 -> CloseReason.HOST_UNREACHABLE;
      case 0x05 -> CloseReason.CONNECTION_REFUSED;
      case 0x06 -> CloseReason.CONNECT_TIMEOUT;
      case 0x07 -> CloseReason.COMMAND_NOT_SUPPORTED;
      case 0x08 -> CloseReason.ADDRESS_TYPE_NOT_SUPPORTED;
      default -> CloseReason.GENERAL_FAILURE;
    };
  }

  /**
   * @param failure of the relay; null if there was none
   */
  static CloseReason of(IOException failure) {
    return switch (failure) {
      case null -> CloseReason.DONE;
      case ClientLeftException e -> CloseReason.CLIENT_LEFT;
      case TunnelException.ResetByPeer e -> CloseReason.PEER_RESET;
      case TunnelException.Corrupted e -> CloseReason.TUNNEL_CORRUPTED;
      case TunnelException.Truncated e -> CloseReason.TUNNEL_TRUNCATED;
      case TunnelException.Lost e -> CloseReason.TUNNEL_LOST;
      case TunnelException.Dead e -> CloseReason.TUNNEL_LOST;
      case DeadlineExceededException e -> CloseReason.IDLE_TIMEOUT;
      default -> CloseReason.CLIENT_RESET;
    };
  }

  /**
   * @param cause why the server gave no answer
   */
  static CloseReason ofTrouble(IOException cause) {
    if (!(cause instanceof TunnelDialer.HandshakeFailedException)) {
      return CloseReason.SERVER_UNREACHABLE;
    }
    return cause.getCause() instanceof InterruptedIOException
        ? CloseReason.HANDSHAKE_TIMEOUT
        : CloseReason.HANDSHAKE_FAILED;
  }
}
