package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.TestNameServer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients of other projects send, octet for octet, by the numbers of the project's list of
 * them. Those that Debian has are run themselves in {@link ClientsIT} and {@link OtherClientsIT}.
 */
class ClientOctetsIT {
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private static Tunnel tunnel;
  private static OtherLocal asking;
  private static UsersFile users;
  private static TestNameServer names;
  private static TcpTarget target;

  @BeforeAll
  static void start() throws Exception {
    names = new TestNameServer().add("target.example", "127.0.0.1");
    target = new TcpTarget();
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=[\"127.0.0.0/8\", \"::1/128\"]", "--dns.servers=" + names.address()
            },
            new String[] {"--limits.negotiation-timeout=2s"});
    users = new UsersFile().add("ali", "open sesame");
    asking = OtherLocal.start(tunnel.link, users.flag());
  }

  @AfterAll
  static void stop() throws Exception {
    asking.close();
    users.close();
    tunnel.close();
    target.close();
    names.close();
  }

  private static RawClient client() throws Exception {
    return new RawClient(tunnel.socksPort);
  }

  private static RawClient greeted() throws Exception {
    RawClient client = client().send("05 01 00");
    assertEquals("05 00", client.receive(2));
    return client;
  }

  /** Both ways, after the reply. */
  private static void assertServed(TcpTarget reached, RawClient client) throws Exception {
    try (Socket accepted = reached.accept()) {
      TcpTarget.send(accepted, "hello");
      assertEquals("hello", client.receiveText(5));
    }
  }

  /** torsocks and tsocks read ten octets of a reply, and nc refuses ATYP 3. */
  @Test
  void client2TheReplyToANameHasTenOctetsAndAnAddress() throws Exception {
    try (var client = greeted()) {
      client.send(Wire.connect("target.example", target.port()));
      assertEquals("05 00 00 01 7f 00 00 01", client.receive(8));
      client.read(2);
      assertServed(target, client);
    }
    try (var client = greeted()) {
      client.send(Wire.connect("absent.example", target.port()));
      assertEquals("05 04 00 01 00 00 00 00 00 00", client.rest());
    }
  }

  /** libtorrent, dante, fast-socks5 and tokio's crates send to it as it is, even to 0.0.0.0. */
  @Test
  void client3TheAddressForDatagramsIsOneThatTheClientCanUse() throws Exception {
    for (String announced : new String[] {"0.0.0.0", "127.0.0.1", "::"}) {
      try (var client = greeted()) {
        client.send(Wire.request(Wire.UDP_ASSOCIATE, Wire.endpoint(Wire.inet(announced), 0)));
        InetSocketAddress bound = client.reply().bound();
        assertEquals(Wire.inet("127.0.0.1"), bound.getAddress(), announced);
        assertNotEquals(0, bound.getPort(), announced);
      }
    }
  }

  /** Of fast-socks5, PySocks, Qt and dante; the ports are filled in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "04 00000000 00000000 00000000 00000000 0000",
        "03 01 30 PORT",
        "03 0e 7461726765742e6578616d706c65 PORT",
        "01 7f000001 PORT"
      })
  void client4WhateverAnAssociationAnnouncesTheDatagramsHeadersDecide(String announced)
      throws Exception {
    try (var echo = new UdpTarget();
        var client = UdpClient.announcing(tunnel.socksPort, announced)) {
      client.send(echo.address(), "question");
      UdpTarget.Datagram question = echo.receive();
      assertEquals("question", question.text());
      echo.send(question.from(), Wire.ascii("answer"));
      assertEquals("answer", client.receive().text());
    }
  }

  /** Of openconnect, undici, torsocks, OkHttp, JSch, Smack, OpenVPN and browsers. */
  @Test
  void client5AnAddressThatTravelsAsANameIsReadAsAnAddress() throws Exception {
    try (var client = greeted()) {
      assertEquals(0, client.send(Wire.connect("127.0.0.1", target.port())).reply().rep());
      assertServed(target, client);
    }
    Image.needsIpv6();
    try (var six = new TcpTarget("::1", 0)) {
      for (String name : new String[] {"::1", "[::1]", "0:0:0:0:0:0:0:1"}) {
        try (var client = greeted()) {
          assertEquals(0, client.send(Wire.connect(name, six.port())).reply().rep(), name);
          assertServed(six, client);
        }
      }
    }
    assertTrue(names.asked("::1").isEmpty());
  }

  @Test
  void client5TheUnspecifiedAddressAsANameIsJudgedAsOne() throws Exception {
    for (String name : new String[] {"0.0.0.0", "::", "[::]"}) {
      try (var client = greeted()) {
        assertEquals(2, client.send(Wire.connect(name, target.port())).reply().rep(), name);
      }
    }
  }

  /** hyper-util and things-go send all in one write. */
  @Test
  void client6GreetingPasswordRequestAndDataMayComeAtOnce() throws Exception {
    try (var client = new RawClient(asking.socksPort)) {
      client.send(
          Wire.octets("05 01 02"),
          Wire.password("ali", "open sesame"),
          Wire.connect(target.address()),
          Wire.ascii("early"));
      assertEquals("05 02 01 00", client.receive(4));
      assertEquals(0, client.reply().rep());
      try (Socket accepted = target.accept()) {
        assertEquals("early", TcpTarget.read(accepted, 5));
      }
    }
  }

  /** yt-dlp and reqwest mark a name by 0.0.0.255, others by 0.0.0.1. */
  @ParameterizedTest
  @ValueSource(strings = {"000000ff", "00000001"})
  void client7EveryMarkerOfSocks4aIsServed(String marker) throws Exception {
    try (var client = client()) {
      client.send(
          Wire.octets("04 01"),
          Wire.port(target.port()),
          Wire.octets(marker + "00"),
          Wire.ascii("target.example\0"));
      assertEquals("00 5a", client.receive(2));
      client.read(6);
      assertServed(target, client);
    }
  }

  @Test
  void client8DataBehindARefusedRequestDoesNotCostTheReply() throws Exception {
    byte[] data = new byte[200_000];
    try (var client = client()) {
      client.send(Wire.octets("05 01 00"), Wire.connect(Wire.loopback(Image.freePort())), data);
      assertEquals("05 00 05 05 00 01 00 00 00 00 00 00", client.rest());
    }
    try (var client = client()) {
      client.send(Wire.octets("04 01"), Wire.port(80), Wire.octets("0a000001 00"), data);
      assertEquals("00 5b 00 00 00 00 00 00", client.rest());
    }
    try (var client = client()) {
      client.sendText("CONNECT 10.0.0.1:80 HTTP/1.1\r\nHost: 10.0.0.1:80\r\n\r\n").send(data);
      assertTrue(client.restText().startsWith("HTTP/1.1 403 "));
    }
  }

  /** Of undici, ureq, the crate socks and privoxy. */
  @Test
  void client9AnOpenLocalTakesNoAuthenticationWhereverItStands() throws Exception {
    try (var client = client()) {
      assertEquals("05 00", client.send("05 02 02 00").receive(2));
    }
    try (var client = new RawClient(asking.socksPort)) {
      assertEquals("05 02", client.send("05 02 02 00").receive(2));
    }
  }

  /**
   * An IPv6 address without a length by MongoDB's driver, and four octets as ATYP 4 by txtorcon.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "05 01 00 03 20010db8 00000000 00000000 00000001 6989",
        "05 01 00 04 7f000001 0050"
      })
  void client16ARequestThatIsNeverWholeIsWaitedForAndNotMisread(String request) throws Exception {
    try (var client = greeted()) {
      client.send(request);
      assertTrue(client.silentFor(A_MOMENT));
      assertEquals("", client.rest());
    }
  }

  @Test
  void client17FailuresOfVersion4HaveEightOctetsAndNoOtherMethodIsChosen() throws Exception {
    try (var client = client()) {
      client.send("04 01 0050 0a000001 00");
      assertEquals("00 5b 00 00 00 00 00 00", client.rest());
    }
    byte[] methods = new byte[253];
    for (int i = 0; i < methods.length; i++) {
      methods[i] = (byte) (i + 3);
    }
    try (var client = client()) {
      assertEquals("05 ff", client.send(Wire.octets("05 fd"), methods).rest());
    }
  }

  /** aiohttp and rclone take the port of a {@code socks5h://} for that of an HTTP proxy. */
  @Test
  void client19HttpOnTheSamePortIsServed() throws Exception {
    String authority = "target.example:" + target.port();
    try (var client = client()) {
      client.sendText("GET http://" + authority + "/ HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
      try (Socket accepted = target.accept()) {
        assertTrue(TcpTarget.header(accepted).startsWith("GET / HTTP/1.1\r\n"));
      }
    }
    try (var client = client()) {
      client.sendText("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
      assertTrue(client.httpHeader().startsWith("HTTP/1.1 200 "));
      assertServed(target, client);
    }
  }
}
