package io.culvert.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.Rig;
import io.culvert.address.HostPort;
import io.culvert.config.DnsSettings;
import io.culvert.proxy.DatagramDrop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault 22: ten thousand datagrams at once. What has room is relayed whole and once, what has none
 * is dropped and counted, and the association lives on.
 */
@Timeout(60)
class DatagramFloodTest {
  private static final int BURST = 10_000;
  private static final byte[] ANY = {1, 0, 0, 0, 0};

  private DatagramSocket silentNameServer;
  private Rig rig;
  private Socket control;
  private InetSocketAddress relay;
  private DatagramSocket client;
  private DatagramSocket target;

  @BeforeEach
  void associate() throws Exception {
    silentNameServer = socket();
    var dns =
        new DnsSettings(
            List.of(new HostPort("127.0.0.1", silentNameServer.getLocalPort())),
            Duration.ofSeconds(20),
            16);
    rig = new Rig(Rig.Options.DEFAULT.with(dns));
    control = rig.socks();
    relay = Rig.associate(control, ANY, 0);
    client = socket();
    target = socket();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    target.close();
    control.close();
    rig.close();
    silentNameServer.close();
  }

  private static DatagramSocket socket() throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    socket.setSoTimeout(1000);
    return socket;
  }

  private void send(byte[] address, int port, int number) throws IOException {
    byte[] datagram =
        ByteBuffer.allocate(3 + address.length + 2 + 4 + 1000)
            .put(new byte[3])
            .put(address)
            .putShort((short) port)
            .putInt(number)
            .array();
    client.send(new DatagramPacket(datagram, datagram.length, relay));
  }

  private void sendToTarget(int number) throws IOException {
    send(new byte[] {1, 127, 0, 0, 1}, target.getLocalPort(), number);
  }

  private int receive() throws IOException {
    var packet = new DatagramPacket(new byte[2000], 2000);
    target.receive(packet);
    assertEquals(1004, packet.getLength());
    return ByteBuffer.wrap(packet.getData()).getInt();
  }

  @Test
  void fault22ABurstIsRelayedOnceOrDropped() throws Exception {
    Set<Integer> seen = new HashSet<>();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < BURST; i++) {
                  sendToTarget(i);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      while (true) {
        int number = receive();
        assertTrue(number < BURST && seen.add(number), "number " + number + " twice");
      }
    } catch (SocketTimeoutException e) {
      sender.join();
    }
    assertTrue(seen.size() > BURST / 100, seen.size() + " of " + BURST);
    assertAlive();
  }

  /** Names that nobody looks up in time: a few wait, the rest are dropped, addresses go through. */
  @Test
  void fault22ABurstToSlowNamesIsDroppedAndCounted() throws Exception {
    // The system drops what a busy reader leaves in its socket: then one more burst.
    await()
        .until(() -> {
          sendBurstToSlowNames();
          return rig.serverMetrics.datagramsDropped(DatagramDrop.QUEUE_FULL) > 1000;
        });
    assertAlive();
  }

  private void sendBurstToSlowNames() throws IOException {
    for (int i = 0; i < BURST; i++) {
      byte[] name = ("host" + i + ".example").getBytes(StandardCharsets.US_ASCII);
      send(
          ByteBuffer.allocate(2 + name.length)
              .put((byte) 3)
              .put((byte) name.length)
              .put(name)
              .array(),
          9,
          i);
      if (i % 100 == 0) {
        sendToTarget(i);
      }
    }
  }

  /** The rest of a burst may still be before this one, and leave no room for it: then once more. */
  private void assertAlive() {
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(SocketTimeoutException.class)
        .until(
            () -> {
              sendToTarget(BURST);
              return receive();
            },
            Integer.valueOf(BURST)::equals);
  }
}
