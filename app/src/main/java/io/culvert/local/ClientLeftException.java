package io.culvert.local;

import java.io.IOException;

/** The client ended its direction, with nothing said, while it waited for the answer. */
final class ClientLeftException extends IOException {
  private static final long serialVersionUID = 1L;
}
