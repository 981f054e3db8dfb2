package io.culvert.proxy;

/** No request came of a connection. Its client has been told, or left. */
public final class NotOpenedException extends StreamException {
  private static final long serialVersionUID = 1L;

  public NotOpenedException(CloseReason reason, Throwable cause) {
    super(reason, reason.word(), cause);
  }
}
