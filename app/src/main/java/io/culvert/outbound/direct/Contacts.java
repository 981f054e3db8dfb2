package io.culvert.outbound.direct;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hosts whose datagrams one association accepts: all, or the last {@value #MOST} that its
 * client has sent to. Thread-safe.
 */
final class Contacts {
  private static final int MOST = 4_096;

  private final boolean all;
  private final Map<InetAddress, Boolean> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Boolean> eldest) {
          return size() > MOST;
        }
      };

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
