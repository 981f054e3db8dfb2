package io.culvert.http;

import io.culvert.socks.AnyOctets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever octets come, split anywhere, a head or content ends in a request, in this package's own
 * exception or at the end of its input, and allocates no more than the longest head needs.
 */
@Timeout(60)
class AnyOctetsTest {
  /** A head of 16 KiB as octets and text, its lines and fields, and once more rewritten. */
  private static final long MAX_HEAD_ALLOCATED_BYTES = 512 * 1024;

  private static final List<String> HEADS =
      List.of(
          Heads.head("CONNECT a.example:443 HTTP/1.1", "Host: a.example:443"),
          Heads.head("CONNECT [2001:db8::1]:443 HTTP/1.0", "Proxy-Authorization: Basic bWU6eW91"),
          Heads.head(
              "POST http://a.example:8080/p?q HTTP/1.1",
              "Host: a.example:8080",
              "Connection: close, X-Mine",
              "X-Mine: 1",
              "Transfer-Encoding: chunked"),
          Heads.head("OPTIONS http://192.0.2.1 HTTP/1.1", "Host: a", "Max-Forwards: 3"),
          Heads.head("PUT http://a/ HTTP/1.1", "Host: a", "Content-Length: 5", "Expect: x"),
          Heads.head("GET http://a/ HTTP/1.1", "Host: a", "X: y\r\n".repeat(2500) + "Z: z"),
          Heads.head("GET http://a/ HTTP/1.1", "Host: a", "Connection: " + ",".repeat(16_000)));

  private static final List<String> BODIES =
      List.of(
          "5\r\nhello\r\n0\r\n\r\n",
          "1f;name=\"value\"\r\n0123456789012345678901234567890\r\n00\r\nX-Sum: 1\r\n\r\n",
          "fffffffffffffff\r\nhello");

  private static List<byte[]> octets(List<String> texts) {
    return texts.stream().map(Heads::octets).toList();
  }

  @Test
  void heads() {
    new AnyOctets(20, HttpException.class, MAX_HEAD_ALLOCATED_BYTES)
        .feed(10_000, octets(HEADS), HttpRequest::readFrom);
  }

  @Test
  void chunks() {
    new AnyOctets(20, HttpException.class, 64 * 1024)
        .feed(20_000, octets(BODIES), AnyOctetsTest::content);
  }

  private static void content(InputStream in) throws IOException {
    BodyFraming framing = new BodyLength.Chunked().framing();
    byte[] part = new byte[64];
    for (int count = in.read(part); count > 0; count = in.read(part)) {
      framing.accept(ByteBuffer.wrap(part, 0, count));
    }
  }
}
