package io.culvert.outbound.direct;

import io.culvert.runtime.BoundedMap;
import java.net.InetAddress;
import java.util.Map;

/**
 * The hosts whose datagrams one association accepts: all, or the last {@value #MOST} that its
 * client has sent to. Thread-safe.
 */
final class Contacts {
  private static final int MOST = 4_096;

  private final boolean all;
  private final Map<InetAddress, Boolean> recent = BoundedMap.byUse(MOST);

  Contacts(UdpFiltering filtering) {
    this.all = filtering == UdpFiltering.ENDPOINT_INDEPENDENT;
  }

  void sentTo(InetAddress host) {
    if (!all) {
      synchronized (this) {
        recent.put(host, true);
      }
    }
  }

  boolean admits(InetAddress host) {
    if (all) {
      return true;
    }
    synchronized (this) {
      return recent.containsKey(host);
    }
  }
}
