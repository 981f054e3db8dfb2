package io.culvert.proxy;

/** The client gave its request up before it was answered. */
final class ClientLeftException extends StreamException {
  private static final long serialVersionUID = 1L;

  ClientLeftException() {
    super(CloseReason.CLIENT_LEFT, "the client left", null);
  }
}
