package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Uses of UDP: DNS queries by dig, and datagrams of QUIC's size. */
class DatagramClientsIT {
  private static Tunnel tunnel;

  @BeforeAll
  static void start() throws Exception {
    tunnel = Tunnel.start();
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
  }

  /** dig speaks no SOCKS: its datagrams get their headers on the way. */
  @Test
  void digThroughAnAssociation() throws Exception {
    Image.needs("dig");
    try (var names = new TestNameServer().add("target.example", "192.0.2.7", "2001:db8::7");
        var client = UdpClient.associate(tunnel.socksPort);
        var plain = new DatagramSocket(0, Wire.inet("127.0.0.1"))) {
      Thread relay = Thread.ofVirtual().start(() -> relay(plain, client, names.port()));
      assertEquals(
          new Program.Result(0, "192.0.2.7\n", ""), dig(plain, "target.example", "A", "+short"));
      assertEquals(
          new Program.Result(0, "2001:db8::7\n", ""),
          dig(plain, "target.example", "AAAA", "+short"));
      assertTrue(dig(plain, "absent.example", "A").out().contains("status: NXDOMAIN"));
      plain.close();
      relay.join(Duration.ofSeconds(10));
    }
  }

  private static Program.Result dig(DatagramSocket relay, String... question) throws Exception {
    String[] command = {"dig", "@127.0.0.1", "-p", "" + relay.getLocalPort(), "+tries=1"};
    int length = command.length;
    command = Arrays.copyOf(command, length + question.length);
    System.arraycopy(question, 0, command, length, question.length);
    return Program.run(command);
  }

  private static void relay(DatagramSocket plain, UdpClient client, int port) {
    try {
      while (true) {
        UdpTarget.Datagram query = UdpTarget.receive(plain, Program.PATIENCE);
        client.send(Wire.loopback(port), query.data());
        byte[] answer = client.receive().data();
        plain.send(new DatagramPacket(answer, answer.length, query.from()));
      }
    } catch (IOException e) {
      // The test has closed the socket, or will miss an answer.
    }
  }

  /** In bursts of 50, as a congestion window would let them go. */
  @Test
  void aThousandDatagramsOfQuicsSizeThereAndBack() throws Exception {
    int lost = 0;
    try (var echo = new UdpTarget();
        var client = UdpClient.associate(tunnel.socksPort)) {
      Thread.ofVirtual().start(() -> echo(echo));
      for (int burst = 0; burst < 20; burst++) {
        for (int i = 0; i < 50; i++) {
          client.send(echo.address(), datagram(burst * 50 + i));
        }
        lost += 50 - receive(client, 50);
      }
    }
    assertTrue(lost <= 10, lost + " of 1000 datagrams lost");
  }

  /** 1,200 to 1,350 octets that tell their number from first to last. */
  private static byte[] datagram(int number) {
    byte[] data = new byte[1_200 + number % 151];
    Arrays.fill(data, (byte) number);
    ByteBuffer.wrap(data).putInt(number);
    return data;
  }

  private static int receive(UdpClient client, int count) throws IOException {
    int received = 0;
    try {
      while (received < count) {
        byte[] data = client.receive(Duration.ofSeconds(2)).data();
        assertEquals(
            ByteBuffer.wrap(datagram(ByteBuffer.wrap(data).getInt())), ByteBuffer.wrap(data));
        received++;
      }
    } catch (SocketTimeoutException e) {
      // The rest is lost.
    }
    return received;
  }

  private static void echo(UdpTarget target) {
    try {
      while (true) {
        UdpTarget.Datagram datagram = target.receive();
        target.send(datagram.from(), datagram.data());
      }
    } catch (IOException e) {
      // The test has closed it, or nothing comes any more.
    }
  }
}
