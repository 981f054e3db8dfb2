package io.culvert.tunnel;

import io.culvert.proxy.CloseReason;
import io.culvert.proxy.StreamException;

/** What a stream inside the tunnel can end with instead of END. */
public abstract sealed class TunnelException extends StreamException {
  private static final long serialVersionUID = 1L;

  private TunnelException(CloseReason reason, String message, Throwable cause) {
    super(reason, message, cause);
  }

  /** These are answers of a peer, not mistakes in the code, and one ends every aborted stream. */
  @Override
  public final synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** The tunnel connection ended, or broke, without END: bytes may be missing. */
  public static final class Truncated extends TunnelException {
    private static final long serialVersionUID = 1L;

    public Truncated(Throwable cause) {
      super(CloseReason.TUNNEL_TRUNCATED, "the tunnel ended in the middle of a stream", cause);
    }
  }

  /** A record did not open, or broke a rule of the protocol. */
  public static final class Corrupted extends TunnelException {
    private static final long serialVersionUID = 1L;

    public Corrupted(Throwable cause) {
      super(CloseReason.TUNNEL_CORRUPTED, "a record was altered or out of order", cause);
    }
  }

  /** The other side aborted the stream; the tunnel connection itself is well. */
  public static final class ResetByPeer extends TunnelException {
    private static final long serialVersionUID = 1L;

    public ResetByPeer() {
      super(CloseReason.PEER_RESET, "the other side aborted the stream", null);
    }
  }

  /** The tunnel connection broke under a record on its way out. */
  public static final class Lost extends TunnelException {
    private static final long serialVersionUID = 1L;

    public Lost(Throwable cause) {
      super(CloseReason.TUNNEL_LOST, "the tunnel connection broke", cause);
    }
  }

  /** The far side said nothing for too long. */
  public static final class Dead extends TunnelException {
    private static final long serialVersionUID = 1L;

    public Dead(Throwable cause) {
      super(CloseReason.TUNNEL_LOST, "the other side has fallen silent", cause);
    }
  }
}
