package io.culvert.chaos;

import java.io.IOException;

/** One direction of one connection, as its sender sees it. Not thread-safe. */
public interface Flow {
  /** Passes bytes on; when it returns, the array belongs to the caller again. */
  void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException;

  /** The sender said FIN. */
  void end() throws IOException, InterruptedException;

  /** The connection broke; nothing follows. */
  void reset();

  /** Both directions end now, in order. */
  void close();
}
