package io.culvert.inbound.mixed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.net.Deadlines;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.Command;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.Failure;
import io.culvert.proxy.RecordedMeters;
import io.culvert.proxy.Request;
import io.culvert.proxy.ScriptedOutbound;
import io.culvert.runtime.LogRecords;
import io.culvert.socks.Authenticator;
import io.culvert.tunnel.MemoryConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a client's first octets to its request, in each protocol of the one port. */
class NegotiationTest {
  private static final String NAME = "0b 6578616d706c652e636f6d"; // example.com
  private static final String GREETING = "05 01 00";
  private static final String SOCKS5 = GREETING + "05 01 00 03" + NAME + "01bb";
  private static final String SOCKS5_BIND = GREETING + "05 02 00 03" + NAME + "01bb";
  private static final String SOCKS5_UDP = GREETING + "05 03 00 03" + NAME + "01bb";
  private static final String SOCKS4 = "04 01 01bb c0000201 00";
  private static final String SOCKS4A = "04 01 01bb 00000001 00 6578616d706c652e636f6d 00";
  private static final String SOCKS4_BIND = "04 02 01bb c0000201 00";
  private static final String PASSWORD = "05 01 02 01 03 616c69 02 7077"; // ali, pw

  private final MemoryConnection connection = new MemoryConnection();

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] http(String lines) {
    return lines.replace("|", "\r\n").getBytes(US_ASCII);
  }

  private static Exchange negotiate(MemoryConnection with, Authenticator authenticator)
      throws IOException {
    var associations =
        new Associations(new Deadlines(), Duration.ofMinutes(1), new RecordedMeters());
    return new Negotiation("mixed", host -> authenticator, Optional.empty(), associations)
        .negotiate(new HttpConversation(with, new IdleClients()));
  }

  private Exchange negotiate() throws IOException {
    return negotiate(connection, Authenticator.NONE);
  }

  private static Authenticator onlyAli() {
    return new Authenticator.Passwords(
        (user, password) -> user.equals("ali") && Arrays.equals(password, "pw".getBytes(US_ASCII)));
  }

  private void assertRefused(Authenticator authenticator, CloseReason reason, String answer) {
    Refusal refusal = assertThrows(Refusal.class, () -> negotiate(connection, authenticator));
    assertEquals(reason, refusal.reason());
    assertEquals(answer, HexFormat.of().formatHex(refusal.answer()));
  }

  private void assertWritten(String hex) {
    assertEquals(hex.replace(" ", ""), HexFormat.of().formatHex(connection.written()));
  }

  @ParameterizedTest
  @CsvSource({
    SOCKS5 + ", CONNECT, example.com:443",
    SOCKS5_BIND + ", BIND, example.com:443",
    SOCKS5_UDP + ", UDP_ASSOCIATE, example.com:443",
    SOCKS4 + ", CONNECT, 192.0.2.1:443",
    SOCKS4A + ", CONNECT, example.com:443",
    SOCKS4_BIND + ", BIND, 192.0.2.1:443",
  })
  void aSocksClientSaysWhatItWants(String octets, Command command, String destination)
      throws IOException {
    for (MemoryConnection each :
        new MemoryConnection[] {
          new MemoryConnection().give(octets(octets)),
          new MemoryConnection().giveSingly(octets(octets))
        }) {
      Request request = negotiate(each, Authenticator.NONE).request();
      assertEquals(command, request.command());
      assertEquals(destination, request.destination().toString());
      assertEquals("", request.user());
      assertEquals("mixed", request.inbound());
      assertEquals(each.remoteAddress(), request.source());
      assertEquals(each.localAddress().getAddress(), request.entry());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT example.com:443 HTTP/1.1|Host: example.com:443||",
        "GET http://example.com:443/ HTTP/1.1|Host: example.com:443||"
      })
  void anHttpClientSaysWhereItWantsToGo(String head) throws IOException {
    for (MemoryConnection each :
        new MemoryConnection[] {
          new MemoryConnection().give(http(head)), new MemoryConnection().giveSingly(http(head))
        }) {
      Request request = negotiate(each, Authenticator.NONE).request();
      assertEquals(Command.CONNECT, request.command());
      assertEquals("example.com:443", request.destination().toString());
    }
  }

  @Test
  void clients11AnIgnoredNameIsNoUser() throws IOException {
    connection.give(octets(PASSWORD + "05 01 00 03" + NAME + "01bb"));
    assertEquals("", negotiate(connection, Authenticator.ANY_CREDENTIALS).request().user());
    assertWritten("0502 0100");
  }

  @Test
  void clients11TheLogSaysWhyCredentialsAreRefused() {
    try (var log = new LogRecords(CredentialsHint.class)) {
      connection.give(octets("05 01 02"));
      assertRefused(Authenticator.NONE, CloseReason.AUTHENTICATION_FAILED, "05ff");
      assertEquals(1, log.messages().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SOCKS5, SOCKS4, SOCKS4A, PASSWORD + "05 01 00 03" + NAME + "01bb"})
  void aClientThatEndsBeforeItsRequestIsWholeHasLeftAtEveryOctet(String octets) {
    byte[] whole = octets(octets);
    for (int length = 0; length < whole.length; length++) {
      var part = new MemoryConnection().give(Arrays.copyOf(whole, length));
      Authenticator authenticator = octets.startsWith(PASSWORD) ? onlyAli() : Authenticator.NONE;
      IOException left =
          assertThrows(IOException.class, () -> negotiate(part, authenticator), "after " + length);
      assertFalse(left instanceof Refusal, "after " + length);
    }
  }

  @Test
  void anHttpClientThatEndsBeforeItsHeadIsWholeHasLeftAtEveryOctet() {
    byte[] whole = http("CONNECT example.com:443 HTTP/1.1|Host: example.com:443||");
    for (int length = 1; length < whole.length; length++) {
      var part = new MemoryConnection().give(Arrays.copyOf(whole, length));
      IOException left = assertThrows(IOException.class, () -> negotiate(part, Authenticator.NONE));
      assertFalse(left instanceof Refusal, "after " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SOCKS5, SOCKS4, SOCKS4A})
  void whatFollowsTheRequestIsTheStreams(String octets) throws IOException {
    connection.give(octets(octets + "6869"));
    ByteBuffer early = negotiate().client().receive();
    assertEquals("hi", US_ASCII.decode(early).toString());
  }

  @Test
  void whatFollowsAnHttpConnectIsTheStreams() throws IOException {
    connection.give(http("CONNECT example.com:443 HTTP/1.1|Host: example.com:443||hi"));
    assertEquals("hi", US_ASCII.decode(negotiate().client().receive()).toString());
  }

  @Test
  void aForwardedRequestsStreamBeginsWithItsHead() throws IOException {
    connection.give(http("GET http://example.com/x HTTP/1.1|Host: example.com||GET next"));
    String head = US_ASCII.decode(negotiate().client().receive()).toString();
    assertTrue(head.startsWith("GET /x HTTP/1.1\r\n"), head);
    assertFalse(head.contains("next"), head);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "01", "03", "06", "16 03 01 00 c8", "40", "5b", "61", "ff"})
  void otherProtocolsGetNoAnswer(String first) {
    connection.give(octets(first));
    assertRefused(Authenticator.NONE, CloseReason.MALFORMED_REQUEST, "");
    assertWritten("");
  }

  @Test
  void aClientWithoutAMethodThatIsAcceptedIsTold() {
    connection.give(octets("05 02 01 7f"));
    assertRefused(Authenticator.NONE, CloseReason.AUTHENTICATION_FAILED, "05ff");
  }

  @Test
  void aClientWithoutAPasswordIsToldWhereOneIsAsked() {
    connection.give(octets(SOCKS5));
    assertRefused(onlyAli(), CloseReason.AUTHENTICATION_FAILED, "05ff");
  }

  @Test
  void aWrongPasswordIsRefused() {
    connection.give(octets("05 01 02 01 03 616c69 02 7878"));
    assertRefused(onlyAli(), CloseReason.AUTHENTICATION_FAILED, "0101");
    assertWritten("0502");
  }

  @Test
  void theNameThatAClientProvedIsTheRequests() throws IOException {
    connection.give(octets(PASSWORD + "05 01 00 03" + NAME + "01bb"));
    assertEquals("ali", negotiate(connection, onlyAli()).request().user());
    assertWritten("0502 0100");
  }

  @Test
  void aNameThatNobodyAskedForIsNobodys() throws IOException {
    connection.give(octets("04 01 01bb c0000201 616c69 00"));
    assertEquals("", negotiate().request().user());
  }

  @Test
  void theUserOfAnHttpClientIsTheRequests() throws IOException {
    connection.give(
        http(
            "CONNECT example.com:443 HTTP/1.1|Host: example.com:443|"
                + "Proxy-Authorization: Basic YWxpOnB3||"));
    assertEquals("ali", negotiate(connection, onlyAli()).request().user());
  }

  @ParameterizedTest
  @CsvSource({
    GREETING + "05 04 00 01 c0000201 01bb, COMMAND_NOT_SUPPORTED, 05070001000000000000",
    GREETING + "05 01 00 02 c0000201 01bb, ADDRESS_TYPE_NOT_SUPPORTED, 05080001000000000000",
    "04 03 01bb c0000201 00, COMMAND_NOT_SUPPORTED, 005b000000000000",
  })
  void aRequestThatNobodyServesIsAnswered(String octets, CloseReason reason, String answer) {
    connection.give(octets(octets));
    assertRefused(Authenticator.NONE, reason, answer);
  }

  @Test
  void anHttpRequestThatIsNoneIsAnswered() {
    connection.give(http("CONNECT nothing HTTP/1.1||"));
    Refusal refusal = assertThrows(Refusal.class, this::negotiate);
    assertEquals(CloseReason.MALFORMED_REQUEST, refusal.reason());
    assertTrue(new String(refusal.answer(), US_ASCII).startsWith("HTTP/1.1 400 "));
  }

  @ParameterizedTest
  @CsvSource({
    SOCKS5 + ", 0500 05000001c00002019c40, 0500 05050001000000000000",
    SOCKS4 + ", 005a9c40c0000201, 005b000000000000",
  })
  void yesAndNoAreInTheClientsProtocol(String octets, String yes, String no) throws IOException {
    connection.give(octets(octets));
    negotiate().accept(ScriptedOutbound.BOUND);
    assertWritten(yes);
    assertFalse(connection.isOutputEnded());
    var refused = new MemoryConnection().give(octets(octets));
    negotiate(refused, Authenticator.NONE).refuse(Failure.CONNECTION_REFUSED);
    assertArrayEquals(octets(no), refused.written());
    assertTrue(refused.isOutputEnded());
    assertEquals(Duration.ofSeconds(2), refused.deadline());
  }

  /** Privoxy, tinyproxy, apt, WeeChat and socksio take a reply in pieces for a broken one. */
  @ParameterizedTest
  @CsvSource({
    PASSWORD + "05 01 00 03" + NAME + "01bb, 3",
    SOCKS5 + ", 2",
    SOCKS5_BIND + ", 2",
    SOCKS4 + ", 1",
    SOCKS4A + ", 1",
  })
  void client1EachReplyIsOneWrite(String octets, int replies) throws IOException {
    Authenticator authenticator = octets.startsWith(PASSWORD) ? onlyAli() : Authenticator.NONE;
    connection.give(octets(octets));
    negotiate(connection, authenticator).accept(ScriptedOutbound.BOUND);
    assertEquals(replies, connection.writes());
    var refused = new MemoryConnection().give(octets(octets));
    negotiate(refused, authenticator).refuse(Failure.CONNECTION_REFUSED);
    assertEquals(replies, refused.writes());
  }

  @Test
  void anHttpClientIsAnsweredInHttp() throws IOException {
    byte[] head = http("CONNECT example.com:443 HTTP/1.1|Host: example.com:443||");
    connection.give(head);
    negotiate().accept(ScriptedOutbound.BOUND);
    String yes = new String(connection.written(), US_ASCII);
    assertTrue(yes.startsWith("HTTP/1.1 200 "), yes);
    var refused = new MemoryConnection().give(head);
    negotiate(refused, Authenticator.NONE).refuse(Failure.CONNECTION_REFUSED);
    String no = new String(refused.written(), US_ASCII);
    assertTrue(no.startsWith("HTTP/1.1 502 "), no);
  }

  /** Its target answers it, and says the first word. */
  @Test
  void aForwardedRequestIsNotAcceptedByThisProxysWords() throws IOException {
    connection.give(http("GET http://example.com/ HTTP/1.1|Host: example.com||"));
    Exchange exchange = negotiate();
    exchange.accept(ScriptedOutbound.BOUND);
    assertWritten("");
    assertFalse(exchange.takesEarlyYes());
  }

  @ParameterizedTest
  @CsvSource({
    SOCKS5 + ", true",
    SOCKS4 + ", true",
    SOCKS5_BIND + ", false",
    SOCKS5_UDP + ", false"
  })
  void onlyConnectTakesAnEarlyYes(String octets, boolean takes) throws IOException {
    connection.give(octets(octets));
    assertEquals(takes, negotiate().takesEarlyYes());
  }
}
