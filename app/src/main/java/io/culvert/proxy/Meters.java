package io.culvert.proxy;

import java.time.Duration;

/** What the engine counts. Thread-safe; counting neither locks nor blocks. */
public interface Meters {
  void sessionOpened();

  void sessionClosed(CloseReason reason);

  /**
   * Where a session's payload octets are added up.
   *
   * @param user who is charged; empty for nobody
   */
  Traffic traffic(String user);

  /** A target was connected this long after it was asked for. */
  void connected(Duration latency);

  void datagramDropped(DatagramDrop reason);

  /** A UDP association followed its client to a new port. */
  void associationMoved();
}
