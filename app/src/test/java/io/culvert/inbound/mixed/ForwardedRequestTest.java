package io.culvert.inbound.mixed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.http.HttpException;
import io.culvert.http.HttpRequest;
import io.culvert.net.DeadlineExceededException;
import io.culvert.tunnel.MemoryConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What of a forwarded request's connection is for its target. */
class ForwardedRequestTest {
  private static final String POST = "POST http://example.com/x HTTP/1.1\r\nHost: example.com\r\n";
  private static final String FIVE = POST + "Content-Length: 5\r\n\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String NONE = POST + "\r\n";

  private final MemoryConnection client = new MemoryConnection();

  private static byte[] octets(String text) {
    return text.getBytes(US_ASCII);
  }

  /** Its head came already. */
  private ForwardedRequest forwarded(MemoryConnection connection, String head) throws IOException {
    connection.give(octets(head));
    return new ForwardedRequest(
        connection, (HttpRequest.Forward) HttpRequest.readFrom(connection.input()));
  }

  private ForwardedRequest forwarded(String head) throws IOException {
    return forwarded(client, head);
  }

  /** Everything behind the head, up to the clean end. */
  private static String content(ForwardedRequest request) throws IOException {
    ByteBuffer head = request.receive();
    assertTrue(US_ASCII.decode(head).toString().endsWith("\r\n\r\n"));
    var content = new StringBuilder();
    for (ByteBuffer part = request.receive(); part != null; part = request.receive()) {
      content.append(US_ASCII.decode(part));
    }
    return content.toString();
  }

  @Test
  void theHeadComesFirstAndWholeAlthoughItIsTakenInParts() throws IOException {
    ForwardedRequest request = forwarded(NONE);
    ByteBuffer head = request.receive();
    assertEquals('P', head.get());
    assertSame(head, request.receive());
    assertTrue(US_ASCII.decode(head).toString().startsWith("OST /x HTTP/1.1\r\n"));
  }

  @Test
  void aRequestWithoutContentEndsWithItsHead() throws IOException {
    assertEquals("", content(forwarded(NONE)));
  }

  @Test
  void contentFollowsTheHead() throws IOException {
    ForwardedRequest request = forwarded(FIVE);
    client.give(octets("hello"));
    assertEquals("hello", content(request));
  }

  @Test
  void contentFollowsOctetByOctet() throws IOException {
    ForwardedRequest request = forwarded(CHUNKED);
    client.giveSingly(octets("5\r\nhello\r\n0\r\n\r\n"));
    assertEquals("5\r\nhello\r\n0\r\n\r\n", content(request));
  }

  /** It may be meant for another target. */
  @Test
  void anotherRequestBehindTheContentIsNotForThisTarget() throws IOException {
    ForwardedRequest request = forwarded(FIVE);
    client.give(octets("helloGET http://other.example/ HTTP/1.1\r\n\r\n"));
    assertEquals("hello", content(request));
    assertNull(request.receive());
  }

  @Test
  void anotherRequestBehindTheHeadIsNotForThisTarget() throws IOException {
    ForwardedRequest request = forwarded(NONE + "GET http://other.example/ HTTP/1.1\r\n\r\n");
    assertEquals("", content(request));
  }

  @Test
  void aClientThatEndsWithinItsContentHasLeftAtEveryOctet() throws IOException {
    byte[] content = octets("5\r\nhello\r\n0\r\n\r\n");
    for (int length = 0; length < content.length; length++) {
      var leaving = new MemoryConnection();
      ForwardedRequest request = forwarded(leaving, CHUNKED);
      leaving.give(Arrays.copyOf(content, length));
      assertThrows(EOFException.class, () -> content(request), "after " + length);
    }
  }

  @Test
  void contentThatBreaksItsFramingIsAnError() throws IOException {
    ForwardedRequest request = forwarded(CHUNKED);
    client.give(octets("five\r\n"));
    assertThrows(HttpException.class, () -> content(request));
  }

  /** Some servers take a half-close for a client that has left. */
  @Test
  void theRequestsEndShowsOnlyWhenTheClientEndsOrItsTimeIsUp() throws IOException {
    ForwardedRequest request = forwarded(FIVE);
    client.give(octets("hello")).fail(new DeadlineExceededException("time is up"));
    assertEquals("hello", content(request));
  }

  @Test
  void aResetBehindTheRequestIsAReset() throws IOException {
    ForwardedRequest request = forwarded(FIVE);
    client.give(octets("hello")).fail(new SocketException("reset"));
    assertThrows(SocketException.class, () -> content(request));
  }

  @Test
  void theResponsesEndIsDeliveredHoweverSlowTheClientReads() throws IOException {
    ForwardedRequest request = forwarded(NONE);
    request.write(ByteBuffer.wrap(octets("HTTP/1.1 200 OK\r\n\r\n")));
    assertFalse(client.isOutputEnded());
    request.endOutput();
    assertTrue(client.isOutputEnded());
    assertTrue(client.isDelivering());
    assertEquals(Duration.ofSeconds(2), client.deadline());
  }
}
