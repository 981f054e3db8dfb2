package io.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.net.Buffers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However streams end: when both sides are closed, no thread and no socket of theirs is left. */
@Timeout(60)
class LeakTest {
  private static final int REPEATS = 5;

  /** One life of a stream. */
  private enum Ending {
    CLEAN {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        try (Socket client = rig.connect(target.getLocalPort());
            Socket accepted = target.accept()) {
          client.shutdownOutput();
          assertEquals(-1, accepted.getInputStream().read());
          accepted.shutdownOutput();
          assertEquals(-1, client.getInputStream().read());
        }
      }
    },
    RESET_BY_CLIENT {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        try (Socket client = rig.connect(target.getLocalPort());
            Socket accepted = target.accept()) {
          client.setSoLinger(true, 0);
          client.close();
          assertThrows(SocketException.class, () -> accepted.getInputStream().read());
        }
      }
    },
    RESET_BY_TARGET {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        try (Socket client = rig.connect(target.getLocalPort());
            Socket accepted = target.accept()) {
          accepted.setSoLinger(true, 0);
          accepted.close();
          assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
      }
    },
    REFUSED {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        target.close();
        try (Socket client = rig.socks()) {
          int port = target.getLocalPort();
          assertEquals(5, Rig.request(client, new byte[] {1, 127, 0, 0, 1}, port));
        }
      }
    },
    NOT_ALLOWED {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        try (Socket client = rig.socks()) {
          assertEquals(2, Rig.request(client, new byte[] {1, 10, 0, 0, 1}, 80));
        }
      }
    },
    RACED_OVER_TWO_ADDRESSES {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        byte[] localhost = {3, 9, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't'};
        try (Socket client = rig.socks()) {
          assertEquals(0, Rig.request(client, localhost, target.getLocalPort()));
          target.accept().close();
        }
      }
    },
    SERVER_CLOSED {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        closing(rig, target, rig.server::close);
      }
    },
    LOCAL_CLOSED {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        closing(rig, target, rig.local::close);
      }
    },
    SILENT_CLIENT {
      @Override
      void live(Rig rig, ServerSocket target) throws IOException {
        rig.socks().close();
      }
    };

    abstract void live(Rig rig, ServerSocket target) throws IOException;

    boolean repeatable() {
      return this != SERVER_CLOSED && this != LOCAL_CLOSED;
    }

    private static void closing(Rig rig, ServerSocket target, Runnable close) throws IOException {
      try (Socket client = rig.connect(target.getLocalPort());
          Socket accepted = target.accept()) {
        accepted.getOutputStream().write(1);
        assertEquals(1, client.getInputStream().read());
        close.run();
        assertThrows(SocketException.class, () -> client.getInputStream().read());
      }
    }
  }

  @TempDir private static Path dumps;
  private static Set<String> socketsBefore;

  /** The first rig makes the JDK open what it keeps for good. */
  @BeforeAll
  static void countAfterAFirstRig() throws Exception {
    live(Ending.CLEAN);
    live(Ending.RESET_BY_CLIENT);
    socketsBefore = Leftovers.sockets();
  }

  @AfterAll
  static void forget() {
    socketsBefore = null;
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftAfter(Ending ending) throws Exception {
    live(ending);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertEquals(Set.of(), Leftovers.threads(dumps), "threads"));
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertEquals(Set.of(), socketsSince(), "sockets"));
  }

  @Test
  void aRunningRigIsSeen() throws Exception {
    try (Rig rig = Rig.direct()) {
      await()
          .untilAsserted(
              () -> assertTrue(Leftovers.threads(dumps).size() > 2, () -> "threads: " + rig));
      assertTrue(socketsSince().size() >= 2);
    }
  }

  private static void live(Ending ending) throws Exception {
    try (var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Rig rig = Rig.direct()) {
      target.setSoTimeout((int) Rig.PATIENCE.toMillis());
      for (int i = 0; i < (ending.repeatable() ? REPEATS : 1); i++) {
        ending.live(rig, target);
      }
    }
  }

  private static Set<String> socketsSince() throws IOException {
    Set<String> now = Leftovers.sockets();
    now.removeAll(socketsBefore);
    return now;
  }

  /** Bulk streams, half of which are aborted under way, make no new buffers once there are some. */
  @Test
  void everyLargeBufferComesBack() throws Exception {
    try (Rig bulk = Rig.direct();
        var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      bulkStreams(bulk, target, 20);
      long before = Buffers.allocations();
      bulkStreams(bulk, target, 40);
      long more = Buffers.allocations() - before;
      assertTrue(more <= 16, () -> more + " more");
    }
  }

  private static void bulkStreams(Rig rig, ServerSocket target, int count) throws Exception {
    byte[] much = new byte[1 << 20];
    for (int i = 0; i < count; i++) {
      boolean aborted = i % 2 == 0;
      try (Socket client = rig.connect(target.getLocalPort());
          Socket accepted = target.accept()) {
        Thread writer = Thread.ofVirtual().start(() -> write(accepted, much));
        client.getInputStream().readNBytes(aborted ? much.length / 2 : much.length);
        if (aborted) {
          client.setSoLinger(true, 0);
        }
        client.close();
        writer.join();
      }
    }
  }

  private static void write(Socket to, byte[] octets) {
    try {
      to.getOutputStream().write(octets);
    } catch (IOException e) {
      // The reader aborted.
    }
  }
}
