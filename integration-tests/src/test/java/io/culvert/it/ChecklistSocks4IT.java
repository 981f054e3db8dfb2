package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cases 80 to 83: SOCKS 4 and 4a. */
class ChecklistSocks4IT {
  private static final Duration A_MOMENT = Duration.ofMillis(400);
  private static final String REJECTED = "00 5b";

  private static Tunnel tunnel;
  private static TcpTarget target;
  private static TestNameServer names;

  @BeforeAll
  static void start() throws Exception {
    target = new TcpTarget();
    names = new TestNameServer().add("target.example", "127.0.0.1");
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=127.0.0.0/8",
              "--targets.deny=[\"1.0.0.0/8\", \"2.0.0.0/8\"]",
              "--dns.servers=" + names.address(),
              "--bind.enabled=true"
            },
            new String[] {"--limits.negotiation-timeout=2s"});
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    target.close();
    names.close();
  }

  private static RawClient client() throws IOException {
    return new RawClient(tunnel.socksPort);
  }

  private static byte[] request(int command, String ip, int port, String userId) {
    return Wire.join(
        new byte[] {4, (byte) command},
        Wire.port(port),
        Wire.inet(ip).getAddress(),
        Wire.ascii(userId + "\0"));
  }

  private static byte[] named(String name, int port) {
    return Wire.join(request(Wire.CONNECT, "0.0.0.1", port, "me"), Wire.ascii(name + "\0"));
  }

  private static void assertReaches(byte[] request) throws IOException {
    try (var client = client()) {
      assertEquals("00 5a", client.send(request).receive(2));
      client.read(6);
      try (Socket accepted = target.accept()) {
        TcpTarget.send(accepted, "hello");
        assertEquals("hello", client.receiveText(5));
        client.sendText("bye").finish();
        assertEquals("bye", TcpTarget.rest(accepted));
      }
    }
  }

  /** Eight octets, and the end. */
  private static void assertRejected(byte[] request, String code) throws IOException {
    try (var client = client()) {
      assertEquals(code, client.send(request).receive(2));
      client.read(6);
      assertEquals("", client.rest());
    }
  }

  @Test
  void case80ConnectIsGranted() throws Exception {
    assertReaches(request(Wire.CONNECT, "127.0.0.1", target.port(), ""));
    assertReaches(request(Wire.CONNECT, "127.0.0.1", target.port(), "me"));
  }

  @Test
  void case80TheReplyHasEightOctetsAndTheBoundAddress() throws Exception {
    try (var client = client()) {
      client.send(request(Wire.CONNECT, "127.0.0.1", target.port(), "me"));
      byte[] reply = client.read(8);
      try (Socket accepted = target.accept()) {
        byte[] port = Wire.port(accepted.getPort());
        assertEquals("00 5a " + Wire.hex(port) + " 7f 00 00 01", Wire.hex(reply));
      }
    }
  }

  @Test
  void case80FailuresAreRejections() throws Exception {
    assertRejected(request(Wire.CONNECT, "127.0.0.1", Image.freePort(), "me"), REJECTED);
    assertRejected(request(Wire.CONNECT, "10.0.0.1", 80, "me"), REJECTED);
    assertRejected(named("absent.example", 80), REJECTED);
    assertRejected(request(3, "127.0.0.1", target.port(), "me"), REJECTED);
    assertRejected(request(0xf0, "127.0.0.1", target.port(), "me"), REJECTED);
  }

  @Test
  void case80ARequestMayArriveOctetByOctet() throws Exception {
    try (var client = client()) {
      client.dribble(request(Wire.CONNECT, "127.0.0.1", target.port(), "me"));
      assertEquals("00 5a", client.receive(2));
      target.accept().close();
    }
  }

  @Test
  void case80DataBehindTheRequestReachesTheTarget() throws Exception {
    try (var client = client()) {
      client
          .send(request(Wire.CONNECT, "127.0.0.1", target.port(), "me"), Wire.ascii("early"))
          .finish();
      try (Socket accepted = target.accept()) {
        assertEquals("early", TcpTarget.rest(accepted));
      }
    }
  }

  @Test
  void case81ANameBehindTheUserIdIsResolvedAtTheServer() throws Exception {
    assertReaches(named("target.example", target.port()));
    assertFalse(names.asked("target.example").isEmpty());
    assertReaches(named("127.0.0.1", target.port()));
  }

  @Test
  void case81TheAddressOf4aIsAnyWithThreeZerosInFront() throws Exception {
    byte[] request = named("target.example", target.port());
    request[7] = (byte) 0xff;
    assertReaches(request);
  }

  @Test
  void case82UserIdsAndNamesTooLongAreRejectedWithOrWithoutTheirEnd() throws Exception {
    String tooLong = "a".repeat(2_000);
    byte[] user = request(Wire.CONNECT, "127.0.0.1", target.port(), tooLong);
    byte[] name = named(tooLong, target.port());
    for (byte[] request :
        new byte[][] {
          user, Arrays.copyOf(user, user.length - 1), name, Arrays.copyOf(name, name.length - 1)
        }) {
      assertRejected(request, REJECTED);
    }
    assertFalse(target.reachedWithin(A_MOMENT));
  }

  @Test
  void case82AMissingEndIsWaitedForUntilTheDeadlineOnly() throws Exception {
    byte[] request = request(Wire.CONNECT, "127.0.0.1", target.port(), "me");
    try (var client = client()) {
      client.send(Arrays.copyOf(request, request.length - 1));
      long start = System.nanoTime();
      assertEquals("", client.rest());
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(seconds > 1 && seconds < 8, seconds + " s");
    }
  }

  @Test
  void case82EveryCutEndsWithoutAnAnswerAndWithoutATarget() throws Exception {
    byte[] request = named("target.example", target.port());
    for (int length = 1; length < request.length; length++) {
      try (var client = client()) {
        assertEquals("", client.send(Arrays.copyOf(request, length)).finish().rest());
      }
    }
    assertFalse(target.reachedWithin(A_MOMENT));
  }

  @Test
  void case82NamesWithBadCharactersAreRejected() throws Exception {
    int before = names.asked().size();
    for (String name : new String[] {"", "a b", "\"\"\"\"\"\".com", "a\r\nb", "a\u00e9"}) {
      assertRejected(named(name, target.port()), REJECTED);
    }
    assertEquals(before, names.asked().size());
  }

  @Test
  void case83AddressOrPortZeroIsRejected() throws Exception {
    assertRejected(Wire.octets("04 01 00 50 00 00 00 00 00"), REJECTED);
    assertRejected(Wire.octets("04 01 00 00 01 02 03 04 00"), REJECTED);
  }

  @Test
  void case83BindHasTwoReplies() throws Exception {
    try (var client = client()) {
      client.send(request(Wire.BIND, "127.0.0.1", 0, "me"));
      assertEquals("00 5a", client.receive(2));
      byte[] port = client.read(2);
      assertEquals("7f 00 00 01", client.receive(4));
      var bound = new InetSocketAddress("127.0.0.1", (port[0] & 0xff) << 8 | port[1] & 0xff);
      try (var peer = new Socket(bound.getAddress(), bound.getPort())) {
        String second = "00 5a " + Wire.hex(Wire.port(peer.getLocalPort())) + " 7f 00 00 01";
        assertEquals(second, client.receive(8));
        TcpTarget.send(peer, "from the peer");
        assertEquals("from the peer", client.receiveText(13));
      }
    }
  }

  /** Tor's vectors: CONNECT and BIND to addresses that the rules refuse here. */
  @Test
  void torsVectorsAreUnderstood() throws Exception {
    assertRejected(Wire.octets("04 01 11 12 02 02 02 04 6d 65 00"), REJECTED);
    assertRejected(Wire.octets("04 02 11 11 02 02 02 02 00"), REJECTED);
  }

  @Test
  void case83WhereAuthenticationIsRequiredVersion4IsRefused() throws Exception {
    try (var users = new UsersFile().add("me", "mypasswd");
        var local = OtherLocal.start(tunnel.link, users.flag());
        var client = new RawClient(local.socksPort)) {
      client.send(request(Wire.CONNECT, "127.0.0.1", target.port(), "me"));
      assertEquals("00 5d", client.receive(2));
      client.read(6);
      assertEquals("", client.rest());
      assertFalse(target.reachedWithin(A_MOMENT));
    }
  }
}
