package io.culvert.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.Rig;
import io.culvert.chaos.ChaosRelay.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault 26: a sender of single bytes costs a record for what is there, not for each of them, and no
 * byte waits for the next.
 */
@Timeout(60)
class TinyWritesTest {
  /** A record around one byte of data, padding left out. */
  private static final int RECORD_BYTES = 21 + 1 + 16;

  private static final int TURNS = 300;

  /** What a delayed acknowledgement would add to each turn. */
  private static final double STALL_MILLIS = 40;

  @Test
  void fault26SingleBytesShareRecords() throws Exception {
    send(100_000);
  }

  @Test
  @Tag("soak")
  @Timeout(600)
  void fault26AMillionSingleBytes() throws Exception {
    send(1_000_000);
  }

  private static void send(int count) throws Exception {
    try (var path = new HostilePath(Rig.Options.DEFAULT);
        Socket client = path.rig.connect(path.target.getLocalPort());
        Socket accepted = path.target.accept();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long before = path.relay.passed(Direction.UP);
      Future<Integer> received = threads.submit(() -> read(accepted.getInputStream()));
      for (int i = 0; i < count; i++) {
        client.getOutputStream().write(Shape.byteAt(i));
      }
      client.shutdownOutput();
      assertEquals(count, received.get());
      long each = (path.relay.passed(Direction.UP) - before) / count;
      assertTrue(each < RECORD_BYTES / 2, each + " bytes on the way for each");
    }
  }

  private static int read(InputStream in) throws IOException {
    int position = 0;
    byte[] block = new byte[8192];
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      for (int i = 0; i < n; i++, position++) {
        assertEquals(Shape.byteAt(position), block[i], "the byte at " + position);
      }
    }
    return position;
  }

  @Test
  void fault26NoSingleByteIsHeldBack() throws Exception {
    try (Rig rig = Rig.direct();
        var listener =
            new java.net.ServerSocket(0, 5, java.net.InetAddress.getByName("127.0.0.1"));
        var echo = new Echo(listener);
        Socket client = rig.connect(listener.getLocalPort())) {
      double[] millis = new double[TURNS];
      for (int i = 0; i < TURNS; i++) {
        long start = System.nanoTime();
        client.getOutputStream().write(i);
        client.getOutputStream().write(i + 1);
        client.getInputStream().readNBytes(2);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      assertEquals(1, echo.served());
      Arrays.sort(millis);
      // A busy machine delays a few of them; Nagle's algorithm would delay all.
      assertTrue(millis[TURNS / 2] < STALL_MILLIS / 2, millis[TURNS / 2] + " ms");
      assertTrue(millis[TURNS * 9 / 10] < STALL_MILLIS, millis[TURNS * 9 / 10] + " ms");
    }
  }
}
