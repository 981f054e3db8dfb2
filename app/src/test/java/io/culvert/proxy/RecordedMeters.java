package io.culvert.proxy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is counted, in its order. Thread-safe. */
public final class RecordedMeters implements Meters {
  private final List<CloseReason> closed = new CopyOnWriteArrayList<>();
  private final List<DatagramDrop> dropped = new CopyOnWriteArrayList<>();

  /** How sessions ended. */
  public List<CloseReason> closed() {
    return closed;
  }

  /** Why datagrams were dropped. */
  public List<DatagramDrop> dropped() {
    return dropped;
  }

  @Override
  public void sessionOpened() {}

  @Override
  public void sessionClosed(CloseReason reason) {
    closed.add(reason);
  }

  @Override
  public Traffic traffic(String user) {
    return new Traffic() {
      @Override
      public void upstream(long octets) {}

      @Override
      public void downstream(long octets) {}
    };
  }

  @Override
  public void connected(Duration latency) {}

  @Override
  public void datagramDropped(DatagramDrop reason) {
    dropped.add(reason);
  }
}
