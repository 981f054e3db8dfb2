package io.culvert.inbound.mixed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.http.HttpRequest;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.StreamException;
import io.culvert.tunnel.MemoryConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What of a forwarded request's connection is for its target. */
class HttpRequestLegTest {
  private static final String POST = "POST http://example.com/x HTTP/1.1\r\nHost: example.com\r\n";
  private static final String FIVE = POST + "Content-Length: 5\r\n\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String NONE = POST + "\r\n";

  private final MemoryConnection client = new MemoryConnection();
  private HttpTransaction transaction;

  private static byte[] octets(String text) {
    return text.getBytes(US_ASCII);
  }

  /** Its head came already. */
  private HttpRequestLeg leg(MemoryConnection connection, String head) throws IOException {
    connection.give(octets(head));
    transaction =
        new HttpTransaction((HttpRequest.Forward) HttpRequest.readFrom(connection.input()));
    return new HttpRequestLeg(connection, transaction);
  }

  private HttpRequestLeg leg(String head) throws IOException {
    return leg(client, head);
  }

  /** Everything behind the head, until the leg waits for the response's end. */
  private String content(HttpRequestLeg leg) throws IOException {
    assertTrue(US_ASCII.decode(leg.receive()).toString().endsWith("\r\n\r\n"));
    var content = new StringBuilder();
    Thread.currentThread().interrupt();
    try {
      for (ByteBuffer part = leg.receive(); part != null; part = leg.receive()) {
        content.append(US_ASCII.decode(part));
      }
    } catch (InterruptedIOException e) {
      assertTrue(transaction.isRequestWhole());
    } finally {
      Thread.interrupted();
    }
    return content.toString();
  }

  @Test
  void theHeadComesFirstAndWholeAlthoughItIsTakenInParts() throws IOException {
    HttpRequestLeg leg = leg(NONE);
    ByteBuffer head = leg.receive();
    assertEquals('P', head.get());
    assertSame(head, leg.receive());
    assertTrue(US_ASCII.decode(head).toString().startsWith("OST /x HTTP/1.1\r\n"));
    assertFalse(transaction.isRequestWhole());
  }

  @Test
  void aRequestWithoutContentEndsWithItsHead() throws IOException {
    assertEquals("", content(leg(NONE)));
  }

  @Test
  void contentFollowsTheHead() throws IOException {
    HttpRequestLeg leg = leg(FIVE);
    client.give(octets("hello"));
    assertEquals("hello", content(leg));
  }

  @Test
  void contentFollowsOctetByOctet() throws IOException {
    HttpRequestLeg leg = leg(CHUNKED);
    client.giveSingly(octets("5\r\nhello\r\n0\r\n\r\n"));
    assertEquals("5\r\nhello\r\n0\r\n\r\n", content(leg));
  }

  @Test
  void reportF2AnotherRequestBehindTheContentStaysForTheNextSession() throws IOException {
    HttpRequestLeg leg = leg(FIVE);
    client.give(octets("helloGET /next"));
    assertEquals("hello", content(leg));
    assertEquals("GET /next", US_ASCII.decode(client.receive()).toString());
  }

  @Test
  void reportF2AnotherRequestBehindTheHeadStaysForTheNextSession() throws IOException {
    HttpRequestLeg leg = leg(NONE + "GET /next");
    assertEquals("", content(leg));
    assertEquals("GET /next", US_ASCII.decode(client.receive()).toString());
  }

  @Test
  void aClientThatEndsWithinItsContentHasLeftAtEveryOctet() throws IOException {
    byte[] content = octets("5\r\nhello\r\n0\r\n\r\n");
    for (int length = 0; length < content.length; length++) {
      var leaving = new MemoryConnection();
      HttpRequestLeg leg = leg(leaving, CHUNKED);
      leaving.give(Arrays.copyOf(content, length));
      assertThrows(EOFException.class, () -> content(leg), "after " + length);
      assertTrue(transaction.isLast());
    }
  }

  @Test
  void reportF2AClientThatEndsWithinItsContentAfterTheAnswerHasHeardEnough() throws IOException {
    HttpRequestLeg leg = leg(FIVE);
    client.give(octets("he"));
    transaction.answer();
    assertEquals("he", content(leg));
    assertFalse(transaction.isRequestWhole());
    assertTrue(transaction.isLast());
  }

  @Test
  void pressure11ContentThatBreaksItsFramingIsToBeAnswered() throws IOException {
    HttpRequestLeg leg = leg(CHUNKED);
    client.give(octets("3 3\r\n"));
    var broken = assertThrows(StreamException.class, () -> content(leg));
    assertEquals(CloseReason.MALFORMED_REQUEST, broken.reason());
    assertTrue(new String(transaction.rejection(), US_ASCII).startsWith("HTTP/1.1 400 "));
    leg.reset();
    assertTrue(client.isOpen());
  }

  @Test
  void pressure11BehindAnAnswerItIsAReset() throws IOException {
    HttpRequestLeg leg = leg(CHUNKED);
    client.give(octets("3 3\r\n"));
    transaction.answer();
    assertThrows(StreamException.class, () -> content(leg));
    leg.reset();
    assertTrue(client.isReset());
  }

  @Test
  void aResetBehindTheRequestIsAReset() throws IOException {
    HttpRequestLeg leg = leg(FIVE);
    client.give(octets("hello")).fail(new SocketException("reset"));
    assertThrows(SocketException.class, () -> content(leg));
  }

  @Test
  void reportF7WhatFollowsIsTheStreamsWhereTheProtocolIsSwitched() throws IOException {
    HttpRequestLeg leg = leg(NONE + "frames");
    leg.receive().position(0).limit(0);
    transaction.switchProtocols();
    assertEquals("frames", US_ASCII.decode(leg.receive()).toString());
    assertNull(leg.receive());
    leg.endOutput();
    assertTrue(client.isOutputEnded());
    assertFalse(client.isDelivering());
  }

  @Test
  void theLastResponsesEndIsDeliveredHoweverSlowTheClientReads() throws IOException {
    HttpRequestLeg leg = leg(NONE);
    transaction.end();
    leg.write(ByteBuffer.wrap(octets("HTTP/1.1 200 OK\r\n\r\n")));
    assertFalse(client.isOutputEnded());
    leg.endOutput();
    assertTrue(client.isOutputEnded());
    assertTrue(client.isDelivering());
    assertEquals(Duration.ofSeconds(2), client.deadline());
    leg.close();
    assertTrue(client.isOpen(), "somebody reads what the client still sends");
  }

  @Test
  void reportF2AResponsesEndIsNotTheConnections() throws IOException {
    HttpRequestLeg leg = leg(NONE);
    leg.endOutput();
    leg.close();
    assertFalse(client.isOutputEnded());
    assertTrue(client.isDelivering());
    assertTrue(client.isOpen());
  }
}
