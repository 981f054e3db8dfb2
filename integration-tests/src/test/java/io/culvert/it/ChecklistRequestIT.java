package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.TestNameServer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cases 20 to 32: the request, RFC 1928 sections 4 to 6. */
class ChecklistRequestIT {
  private static final Duration A_MOMENT = Duration.ofMillis(500);

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
              "--targets.allow=[\"127.0.0.0/8\", \"::1/128\"]",
              "--targets.deny=[\"2.0.0.0/8\", \"8.8.8.8/32\"]",
              "--dns.servers=" + names.address()
            },
            new String[0]);
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    names.close();
    target.close();
  }

  private static RawClient greeted() throws Exception {
    RawClient client = new RawClient(tunnel.socksPort).send("05 01 00");
    assertEquals("05 00", client.receive(2));
    return client;
  }

  private static int rep(byte[] request) throws Exception {
    try (var client = greeted()) {
      int rep = client.send(request).reply().rep();
      if (rep != 0) {
        assertEquals("", client.rest());
      }
      return rep;
    }
  }

  private static void assertReaches(TcpTarget target, byte[] request) throws Exception {
    try (var client = greeted()) {
      assertEquals(0, client.send(request).reply().rep());
      try (Socket accepted = target.accept()) {
        TcpTarget.send(accepted, "hello");
        assertEquals("hello", client.receiveText(5));
      }
    }
  }

  @Test
  void case20ConnectToIpv4() throws Exception {
    assertReaches(target, Wire.connect(target.address()));
  }

  @Test
  void case20ConnectToIpv6() throws Exception {
    Image.needsIpv6();
    try (var six = new TcpTarget("::1", 0)) {
      assertReaches(six, Wire.connect(six.address()));
    }
  }

  @Test
  void case20ConnectToADomainName() throws Exception {
    assertReaches(target, Wire.connect("target.example", target.port()));
    assertFalse(names.asked("target.example").isEmpty());
  }

  @Test
  void case21TheBoundAddressIsThatOfTheOutgoingSocket() throws Exception {
    try (var client = greeted()) {
      InetSocketAddress bound = client.send(Wire.connect(target.address())).reply().bound();
      try (Socket accepted = target.accept()) {
        assertEquals(accepted.getRemoteSocketAddress(), bound);
      }
    }
  }

  @Test
  void case22RsvOfARequestIsNotJudgedAndRsvOfAReplyIsZero() throws Exception {
    byte[] request = Wire.connect(target.address());
    request[2] = (byte) 0xa5;
    try (var client = greeted()) {
      RawClient.Reply reply = client.send(request).reply();
      assertEquals(0, reply.rep());
      assertEquals(0, reply.rsv());
      target.accept().close();
    }
    try (var client = greeted()) {
      assertEquals(0, client.send(Wire.connect(Wire.loopback(Image.freePort()))).reply().rsv());
    }
  }

  @Test
  void case23ANameMayBeAnAddress() throws Exception {
    assertReaches(target, Wire.connect("127.0.0.1", target.port()));
    assertTrue(names.asked("127.0.0.1").isEmpty());
  }

  @Test
  void case23ANameMayBeAnIpv6AddressInBracketsOrNot() throws Exception {
    Image.needsIpv6();
    try (var six = new TcpTarget("::1", 0)) {
      assertReaches(six, Wire.connect("[::1]", six.port()));
      assertReaches(six, Wire.connect("::1", six.port()));
      assertReaches(six, Wire.connect("0000:0000:0000::0000:0001", six.port()));
    }
  }

  /** The rules refuse them, which they can do only for what was understood as an address. */
  @Test
  void case23TorsAddressesInNameFieldsAreUnderstood() throws Exception {
    assertEquals(2, rep(Wire.connect("8.8.8.8", 80)));
    assertEquals(2, rep(Wire.connect("[2001:0db8:85a3:0000:0000:8a2e:0370:7334]", 80)));
    assertEquals(2, rep(Wire.connect("2001:0db8:85a3:0000:0000:8a2e:0370:7334", 80)));
  }

  @Test
  void case23WhatLooksLikeAnAddressButIsNoneIsNeverLookedUp() throws Exception {
    for (String name : new String[] {"[::1", "::1]", "[127.0.0.1]", "1::2::3", ":::", "[]"}) {
      assertNotEquals(0, rep(Wire.connect(name, target.port())), name);
      assertTrue(names.asked(name).isEmpty(), name);
    }
  }

  @Test
  void case24ANameOfLengthZeroIsRefused() throws Exception {
    assertNotEquals(0, rep(Wire.connect("", target.port())));
  }

  @Test
  void case24TheLongestNameThatDnsCanHoldWorks() throws Exception {
    String label = "a".repeat(63) + ".";
    String longest = label + label + label + "a".repeat(61);
    names.add(longest, "127.0.0.1");
    assertReaches(target, Wire.connect(longest, target.port()));
  }

  @Test
  void case24ANameOf255OctetsIsReadWholeAndDoesNotExist() throws Exception {
    assertEquals(4, rep(Wire.connect("a".repeat(63).concat(".").repeat(3) + "a".repeat(63), 80)));
  }

  @Test
  void case25NamesWithControlCharactersQuotesAndBlanksAreRefused() throws Exception {
    int before = names.asked().size();
    for (String name :
        new String[] {
          "\"\"\"\"\"\".com",
          "target.example\0",
          "\0",
          "a\r\nb",
          "a b",
          " ",
          "a\tb",
          "'a'",
          "a\\b",
          "a\u007f",
          "a\u00e9",
          "\u00ff"
        }) {
      int rep = rep(Wire.connect(name, target.port()));
      assertTrue(rep == 1 || rep == 4, "REP " + rep + " for " + name);
    }
    assertEquals(before, names.asked().size());
    for (Program program : new Program[] {tunnel.local(), tunnel.server()}) {
      assertFalse((program.out() + program.err()).contains("\"\"\""));
    }
  }

  @Test
  void case25TorsNameOfHyphensDoesNotExist() throws Exception {
    assertEquals(4, rep(Wire.connect("---", 80)));
  }

  @Test
  void case26UnknownCommandsAreRep7() throws Exception {
    for (int command : new int[] {0x00, 0x04, 0x7f, 0xf0, 0xf1, 0xff}) {
      assertEquals(7, rep(Wire.request(command, Wire.endpoint(target.address()))), "" + command);
    }
  }

  @Test
  void case26UnknownAddressTypesAreRep8() throws Exception {
    for (String type : new String[] {"00", "02", "17", "05", "ff"}) {
      assertEquals(8, rep(Wire.octets("05 01 00 " + type + " 02 02 02 02 11 11")), type);
    }
  }

  @Test
  void case26AnotherVersionIsRep1() throws Exception {
    byte[] request = Wire.connect(target.address());
    request[0] = 4;
    assertEquals(1, rep(request));
  }

  @Test
  void case27AFailureIsFollowedByTheClose() throws Exception {
    try (var client = greeted()) {
      assertEquals(5, client.send(Wire.connect(Wire.loopback(Image.freePort()))).reply().rep());
      assertEquals("", client.rest());
      client.awaitClosed();
    }
  }

  @Test
  void case28Port0IsAnError() throws Exception {
    assertNotEquals(0, rep(Wire.octets("05 01 00 01 7f 00 00 01 00 00")));
    assertNotEquals(0, rep(Wire.connect("target.example", 0)));
  }

  @Test
  void case29ARequestMayBeSplitAnywhere() throws Exception {
    byte[] request = Wire.connect("target.example", target.port());
    for (int at = 1; at < request.length; at++) {
      try (var client = greeted()) {
        client.send(Arrays.copyOf(request, at));
        assertTrue(client.silentFor(Duration.ofMillis(5)), "an answer after " + at);
        client.send(Arrays.copyOfRange(request, at, request.length));
        assertEquals(0, client.reply().rep(), "split at " + at);
        target.accept().close();
      }
    }
  }

  @Test
  void case29ARequestThatIsCutShortDialsNothing() throws Exception {
    for (byte[] request :
        new byte[][] {
          Wire.connect(target.address()),
          Wire.connect("target.example", target.port()),
          Wire.request(Wire.CONNECT, Wire.endpoint(Wire.inet("::1"), target.port()))
        }) {
      for (int length = 0; length < request.length; length++) {
        try (var client = greeted()) {
          assertEquals("", client.send(Arrays.copyOf(request, length)).finish().rest());
        }
      }
    }
    assertFalse(target.reachedWithin(A_MOMENT));
  }

  @Test
  void case30DataBehindTheRequestReachesTheTargetInOrder() throws Exception {
    String data = "0123456789".repeat(5_000);
    try (var client = new RawClient(tunnel.socksPort)) {
      client.send(Wire.octets("05 01 00"), Wire.connect(target.address()), Wire.ascii(data));
      client.sendText("and more").finish();
      try (Socket accepted = target.accept()) {
        assertEquals(data + "and more", TcpTarget.rest(accepted));
      }
      assertEquals("05 00", client.receive(2));
      assertEquals(0, client.reply().rep());
    }
  }

  @Test
  void case30TorsDataBehindTheRequestIsReadAsTheRequest() throws Exception {
    // 05 01 00 | 05 01 00 03 0e "torproject.org" 11 11, in one segment.
    byte[] request = Wire.connect("torproject.org", 0x1111);
    try (var client = new RawClient(tunnel.socksPort)) {
      client.send(Wire.octets("05 01 00"), request);
      assertEquals("05 00", client.receive(2));
      assertEquals(4, client.reply().rep());
      assertFalse(names.asked("torproject.org").isEmpty());
    }
  }

  @Test
  void case31EachMessageIsAnsweredWhenItsLastOctetIsThere() throws Exception {
    try (var client = new RawClient(tunnel.socksPort)) {
      client.dribble(Wire.octets("05 01 00"));
      assertEquals("05 00", client.receive(2));
      client.dribble(Wire.connect("target.example", target.port()));
      assertEquals(0, client.reply().rep());
      target.accept().close();
    }
  }

  @Test
  void case32TheNegotiationHasOneDeadlineHoweverTheOctetsDrip() throws Exception {
    byte[] request = Wire.connect("a".repeat(255), target.port());
    assertEquals(262, request.length);
    try (var local = OtherLocal.start(tunnel.link, "--limits.negotiation-timeout=2s");
        var client = new RawClient(local.socksPort)) {
      long start = System.nanoTime();
      client.send("05 01 00");
      assertEquals("05 00", client.receive(2));
      int sent = 0;
      while (sent < 100 && client.silentFor(Duration.ofMillis(100))) {
        client.send(new byte[] {request[sent++]});
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(seconds > 1.5 && seconds < 7, "closed after " + seconds + " s");
    }
  }
}
