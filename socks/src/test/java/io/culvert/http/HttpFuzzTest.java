package io.culvert.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Whatever head is forwarded reads at the target as one message with the same content, for the host
 * that was dialled. Replays what was found; {@code JAZZER_FUZZ=1 ./mvnw test -pl socks
 * -Dtest='HttpFuzzTest#head'} looks for more.
 */
class HttpFuzzTest {
  private static final Set<String> STATUS =
      Set.of("HTTP/1.1 400 ", "HTTP/1.1 414 ", "HTTP/1.1 431 ", "HTTP/1.1 501 ", "HTTP/1.1 505 ");

  @FuzzTest
  void head(byte[] octets) throws IOException {
    HttpRequest request;
    var in = new ByteArrayInputStream(octets);
    try {
      request = HttpRequest.readFrom(in);
    } catch (EOFException e) {
      return;
    } catch (HttpException e) {
      assertTrue(STATUS.contains(Heads.text(e.answer()).substring(0, 13)));
      return;
    }
    assertTrue(request.destination().port() > 0);
    if (request instanceof HttpRequest.Forward forward) {
      checkSent(forward);
    }
  }

  private static void checkSent(HttpRequest.Forward forward) throws IOException {
    var sent = new ByteArrayInputStream(forward.head());
    RequestHead head = RequestHead.readFrom(sent);
    assertEquals(0, sent.available());
    assertEquals(forward.terms().method(), head.method());
    assertEquals(forward.body(), BodyLength.of(head));
    assertEquals(forward.destination(), head.host().orElseThrow().endpoint(80));
    assertEquals(forward.terms().keepsConnection(), head.persists());
    assertEquals(forward.terms().upgrades(), head.upgrades());
    for (String dropped : List.of("Proxy-Authorization", "Proxy-Connection", "TE", "Keep-Alive")) {
      assertEquals(List.of(), head.fields().values(dropped));
    }
    assertTrue(head.target().startsWith("/") || head.target().equals("*"));
  }

  /** However content is split, the same octets of it are the request's. */
  @FuzzTest
  void chunks(byte[] octets) {
    String whole = taken(octets, octets.length);
    assertEquals(whole, taken(octets, 1));
    assertEquals(whole, taken(octets, 7));
  }

  private static String taken(byte[] octets, int step) {
    BodyFraming framing = new BodyLength.Chunked().framing();
    int taken = 0;
    try {
      for (int at = 0; at < octets.length && !framing.complete(); at += step) {
        taken += framing.accept(ByteBuffer.wrap(octets, at, Math.min(step, octets.length - at)));
      }
    } catch (HttpException e) {
      return e.getMessage();
    }
    return taken + " octets, complete: " + framing.complete();
  }
}
