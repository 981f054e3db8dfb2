package io.culvert.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.Rig;
import io.culvert.chaos.ChaosRelay;
import io.culvert.chaos.ChaosRelay.Direction;
import io.culvert.chaos.Toxic;
import io.culvert.config.UnauthenticatedSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;

/** Local, hostile path, server and target; and streams that meet a toxic on their way. */
final class HostilePath implements AutoCloseable {
  /** How a stream ended for who received it. */
  enum End {
    WHOLE,
    RESET
  }

  static final UnauthenticatedSettings MANY_HANDSHAKES =
      new UnauthenticatedSettings(Optional.empty(), 1000, 1 << 20);

  final ChaosRelay relay;
  final Rig rig;
  final ServerSocket target;

  HostilePath(Rig.Options options) throws IOException {
    relay = new ChaosRelay(1);
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    target.setSoTimeout((int) Rig.PATIENCE.toMillis());
    rig = new Rig(options.through(relay.port()));
    relay.target(rig.server.listenAddress().getPort());
  }

  /** A sweep makes a handshake for each position, and the server remembers them all. */
  HostilePath() throws IOException {
    this(Rig.Options.DEFAULT.with(MANY_HANDSHAKES));
  }

  /** A stream that is open already meets the toxic with its first byte of data. */
  End send(Shape shape, Direction direction, Toxic toxic) throws IOException {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      accepted.setSoTimeout((int) Rig.PATIENCE.toMillis());
      relay.set(direction, toxic);
      return direction == Direction.UP
          ? carry(shape, client, accepted)
          : carry(shape, accepted, client);
    } finally {
      relay.clear();
    }
  }

  private static End carry(Shape shape, Socket from, Socket to) throws IOException {
    try {
      shape.send(from.getOutputStream());
      from.shutdownOutput();
    } catch (SocketException e) {
      // The reset came while this side still sent.
    }
    return received(to.getInputStream());
  }

  /**
   * The pass rule: bytes as they were sent, and a clean end only after the last of them.
   *
   * @throws java.net.SocketTimeoutException if neither comes
   */
  static End received(InputStream in) throws IOException {
    int position = 0;
    try {
      byte[] block = new byte[8192];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        for (int i = 0; i < n; i++, position++) {
          assertEquals(Shape.byteAt(position), block[i], "the byte at " + position);
        }
      }
    } catch (SocketException e) {
      return End.RESET;
    }
    assertEquals(Shape.LENGTH, position, "a clean end after so many bytes");
    return End.WHOLE;
  }

  /** All streams and all connections but those that wait for the next one have ended. */
  void assertNothingOpen() {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          assertEquals(0, rig.openAtLocal(), "clients");
          // One of them may have died on the way: that shows when it is used.
          int ready = (int) rig.localMeters.get("culvert.pool.ready").gauge().value();
          assertTrue(rig.openAtServer() <= ready, "tunnel connections");
          assertTrue(relay.open() <= ready, "connections on the way");
        });
  }

  @Override
  public void close() throws Exception {
    rig.close();
    target.close();
    relay.close();
  }
}
