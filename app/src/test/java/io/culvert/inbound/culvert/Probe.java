package io.culvert.inbound.culvert;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

/**
 * Somebody who connects, sends these bytes and looks at what comes back.
 *
 * @param pieces writes of about equal size, a moment between them
 * @param fin whether a FIN follows the bytes
 */
record Probe(String name, byte[] bytes, int pieces, boolean fin) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofMillis(20);

  /** How a connection ended for its peer. */
  enum End {
    FIN,
    RESET
  }

  /** What a probe sees: how many octets, what end, and after which time since it connected. */
  record Seen(int octets, End end, double seconds) {}

  static Probe of(String name, byte[] bytes) {
    return new Probe(name, bytes, 1, false);
  }

  Probe dripped(int count) {
    return new Probe(name + ", dripped", bytes, count, fin);
  }

  Probe withFin() {
    return new Probe(name + ", FIN", bytes, pieces, true);
  }

  Seen send(int port) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int octets = 0;
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      write(socket);
      while (socket.getInputStream().read() >= 0) {
        octets++;
      }
      return new Seen(octets, End.FIN, (System.nanoTime() - start) / 1e9);
    } catch (java.net.SocketException e) {
      return new Seen(octets, End.RESET, (System.nanoTime() - start) / 1e9);
    }
  }

  private void write(Socket socket) throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    for (int i = 0; i < pieces; i++) {
      int from = bytes.length * i / pieces;
      out.write(Arrays.copyOfRange(bytes, from, bytes.length * (i + 1) / pieces));
      if (pieces > 1) {
        Thread.sleep(MOMENT);
      }
    }
    if (fin) {
      socket.shutdownOutput();
    }
  }
}
