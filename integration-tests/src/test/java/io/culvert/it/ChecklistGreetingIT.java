package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cases 1 to 8: method selection, RFC 1928 section 3, and octets that are no greeting. */
class ChecklistGreetingIT {
  private static final Duration A_MOMENT = Duration.ofMillis(500);

  private static Tunnel tunnel;
  private static TcpTarget target;

  @BeforeAll
  static void start() throws Exception {
    target = new TcpTarget();
    tunnel = Tunnel.start();
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    target.close();
  }

  private static RawClient client() throws Exception {
    return new RawClient(tunnel.socksPort);
  }

  @Test
  void case01NoAuthenticationIsChosen() throws Exception {
    try (var client = client()) {
      assertEquals("05 00", client.send("05 01 00").receive(2));
    }
  }

  @Test
  void case02AGreetingMayArriveOctetByOctet() throws Exception {
    try (var client = client()) {
      assertEquals("05 00", client.dribble(Wire.octets("05 03 01 00 02")).receive(2));
    }
  }

  @Test
  void case03TheChosenMethodIsTheLastOf255Offered() throws Exception {
    byte[] methods = new byte[255];
    Arrays.fill(methods, (byte) 0x80);
    methods[254] = 0;
    try (var client = client()) {
      assertEquals("05 00", client.send(Wire.octets("05 ff"), methods).receive(2));
    }
  }

  @Test
  void case03TheOtherMethodsAreNeverChosen() throws Exception {
    byte[] methods = new byte[252];
    IntStream.range(0, methods.length).forEach(i -> methods[i] = (byte) (i + 3));
    try (var client = client()) {
      assertEquals("05 ff", client.send(Wire.octets("05 fc"), methods).rest());
    }
  }

  @Test
  void case04NoAcceptableMethodIsSaidAndThenTheServerCloses() throws Exception {
    try (var client = client()) {
      assertEquals("05 ff", client.send("05 01 80").rest());
      client.awaitClosed();
    }
  }

  @Test
  void case04TorsUnknownMethodsAreNotAcceptable() throws Exception {
    try (var client = client()) {
      assertEquals("05 ff", client.send("05 03 99 21 10").rest());
    }
  }

  @Test
  void case05NoMethodsAtAllAreNotAcceptable() throws Exception {
    try (var client = client()) {
      assertEquals("05 ff", client.send("05 00").rest());
    }
  }

  @Test
  void case06OtherProtocolsGetNoSocksOctet() throws Exception {
    for (String opening :
        new String[] {"00", "01 02 6d 65 02 6d 65", "06 01 00", "16 03 01 02", "ff"}) {
      try (var client = client()) {
        assertEquals("", client.send(opening).rest(), opening);
      }
    }
  }

  @Test
  void case06HttpGetsAnHttpAnswer() throws Exception {
    for (String method : new String[] {"GET", "HEAD", "POST", "CONNECT"}) {
      try (var client = client()) {
        String answer = client.sendText(method + " /index.html HTTP/1.0\r\n\r\n").restText();
        assertTrue(answer.startsWith("HTTP/1.1 400 "), method + ": " + answer);
      }
    }
  }

  @Test
  void case07GreetingAndRequestMayComeInOneSegment() throws Exception {
    try (var client = client()) {
      client.send(Wire.octets("05 01 00"), Wire.connect(target.address()));
      assertEquals("05 00", client.receive(2));
      assertEquals(0, client.reply().rep());
      try (Socket accepted = target.accept()) {
        TcpTarget.send(accepted, "hello");
        assertEquals("hello", client.receiveText(5));
      }
    }
  }

  /** How GSSAPI works where it is set up, case 16, is shown with a real key distribution centre. */
  @Test
  void case08GssapiAloneIsNotAcceptableWhereItIsNotSetUp() throws Exception {
    try (var client = client()) {
      assertEquals("05 ff", client.send("05 01 01").rest());
    }
  }

  @Test
  void everyCutOfAGreetingEndsWithoutAnAnswerAndWithoutATarget() throws Exception {
    byte[] whole = Wire.join(Wire.octets("05 02 00 02"), Wire.connect(target.address()));
    for (int length = 0; length < whole.length; length++) {
      try (var client = client()) {
        client.send(Arrays.copyOf(whole, length)).finish();
        assertEquals(length < 4 ? "" : "05 00", client.rest(), "after " + length);
      }
    }
    assertFalse(target.reachedWithin(A_MOMENT));
  }
}
