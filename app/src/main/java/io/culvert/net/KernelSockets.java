package io.culvert.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The TCP connections that Linux knows, by its tables in /proc (proc_net_tcp in the kernel's
 * documentation). They tell that a connection is gone although nobody reads it: the JDK has no
 * other way to learn of a reset then. Where there are no such tables, every connection counts as
 * there; a kernel without IPv6 has one table.
 */
final class KernelSockets {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int TIMER = 5;
  private static final int RETRANSMITS = 6;
  private static final int PROBES = 8;

  /** TCP_CLOSE: reset, or given up. */
  private static final String CLOSED = "07";

  private static final String RETRANSMISSION_TIMER = "01:";

  private static final String PROBE_TIMER = "04:";

  /** By Linux's doubling of its time-out this is 50 to 100 s without a sign of the peer. */
  private static final int HOPELESS_RETRANSMITS = 8;

  /**
   * Probes of a full window that nobody answered, one to two minutes where the window is long full.
   */
  private static final int HOPELESS_PROBES = 4;

  /** Both ends of a connection. */
  record Pair(InetSocketAddress local, InetSocketAddress remote) {}

  /** Null where the system has no tables. */
  private final Map<Pair, Boolean> hopeless;

  private KernelSockets(Map<Pair, Boolean> hopeless) {
    this.hopeless = hopeless;
  }

  /** Reads the tables; blocks for the file system. */
  static KernelSockets read() {
    Map<Pair, Boolean> found = new HashMap<>();
    List<Path> tables = TABLES.stream().filter(Files::exists).toList();
    if (tables.isEmpty()) {
      return new KernelSockets(null);
    }
    try {
      for (Path table : tables) {
        for (String line : Files.readAllLines(table)) {
          add(found, line.strip().split(" +"));
        }
      }
      return new KernelSockets(found);
    } catch (IOException e) {
      return new KernelSockets(null);
    }
  }

  private static void add(Map<Pair, Boolean> found, String[] fields) throws IOException {
    if (fields[0].equals("sl") || fields[STATE].equals(CLOSED)) {
      return;
    }
    found.put(new Pair(address(fields[LOCAL]), address(fields[REMOTE])), isHopeless(fields));
  }

  private static boolean isHopeless(String[] fields) {
    return fields[TIMER].startsWith(RETRANSMISSION_TIMER)
            && Integer.parseInt(fields[RETRANSMITS], 16) >= HOPELESS_RETRANSMITS
        || fields[TIMER].startsWith(PROBE_TIMER)
            && Integer.parseInt(fields[PROBES]) >= HOPELESS_PROBES;
  }

  /** Words of four octets in the machine's order, and the port. */
  private static InetSocketAddress address(String field) throws UnknownHostException {
    int colon = field.indexOf(':');
    byte[] octets = HexFormat.of().parseHex(field.substring(0, colon));
    ByteBuffer words = ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
    ByteBuffer network = ByteBuffer.allocate(octets.length);
    while (words.hasRemaining()) {
      network.putInt(words.getInt());
    }
    int port = Integer.parseInt(field.substring(colon + 1), 16);
    return new InetSocketAddress(InetAddress.getByAddress(network.array()), port);
  }

  /** Whether the kernel has dropped the connection, or is about to for want of an answer. */
  boolean isGone(Pair connection) {
    return hopeless != null && hopeless.getOrDefault(connection, true);
  }
}
