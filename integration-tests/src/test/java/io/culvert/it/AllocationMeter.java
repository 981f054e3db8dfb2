package io.culvert.it;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Runs the program's Main and one more thread, which tells each client the number of bytes that all
 * threads have allocated since the start. Runs on the image's JVM with the image's jars.
 */
final class AllocationMeter {
  /** A port of the loopback. */
  static final String PORT = "culvert.it.allocation-meter";

  private AllocationMeter() {}

  public static void main(String[] arguments) throws Exception {
    var listener =
        new ServerSocket(Integer.getInteger(PORT), 1, InetAddress.getByName("127.0.0.1"));
    Thread.ofPlatform().daemon().name("allocation-meter").start(() -> serve(listener));
    Class.forName("io.culvert.cli.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) arguments);
  }

  private static void serve(ServerSocket listener) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    while (true) {
      try (Socket asking = listener.accept()) {
        // Virtual threads' allocations are those of their carriers, which this counts.
        String total = Long.toString(threads.getTotalThreadAllocatedBytes());
        asking.getOutputStream().write(total.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
