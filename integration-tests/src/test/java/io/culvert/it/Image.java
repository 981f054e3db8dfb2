package io.culvert.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** The built image, and what tests need around it. */
final class Image {
  static final Path HOME =
      Path.of(System.getProperty("culvert.image")).toAbsolutePath().normalize();
  static final Path LAUNCHER = HOME.resolve("bin/culvert");

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Image() {}

  /** Skips the test, by name, where a program that it needs is not installed. */
  static void needs(String program) {
    boolean found = false;
    for (String dir : System.getenv("PATH").split(":")) {
      found |= Files.isExecutable(Path.of(dir, program));
    }
    assumeTrue(found, "the program " + program + " is not installed");
  }

  /** Skips the test where the machine has no IPv6 loopback. */
  static void needsIpv6() {
    boolean found;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      found = socket.isBound();
    } catch (IOException e) {
      found = false;
    }
    assumeTrue(found, "this machine has no IPv6 loopback");
  }

  /**
   * A port of the loopback that was free a moment ago; each time another, for the system may well
   * give the same one twice in a row. For what cannot choose a port itself and tell it.
   */
  static int freePort() throws IOException {
    while (true) {
      try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
        if (GIVEN.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }

  /** For programs that do not say when they listen. */
  static void awaitPort(int port, Program owner) {
    Awaitility.await("port " + port)
        .atMost(Program.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> accepts(port) || !owner.isAlive());
    if (!owner.isAlive()) {
      throw new AssertionError("did not start: " + owner.out() + owner.err());
    }
  }

  /** For programs that stop listening and cannot say so. */
  static void awaitRefusal(int port) {
    Awaitility.await("no listener at port " + port)
        .atMost(Program.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !accepts(port));
  }

  private static boolean accepts(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
