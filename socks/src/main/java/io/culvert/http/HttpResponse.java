package io.culvert.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What a target answers to a request that was forwarded, on its way to the client. Immutable.
 *
 * <p>Its head is written anew: the proxy's own version, no field of the target's connection, and
 * whether the client's goes on. Its content passes as it comes.
 */
public final class HttpResponse {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int UPGRADE_REQUIRED = 426;

  private final ResponseHead head;
  private final BodyLength body;
  private final HttpRequest.Terms terms;

  private HttpResponse(ResponseHead head, BodyLength body, HttpRequest.Terms terms) {
    this.head = head;
    this.body = body;
    this.terms = terms;
  }

  /**
   * Reads exactly one head; its content is left in the stream.
   *
   * @param terms of the request
   * @throws HttpException if it is none, or one that two readers could read differently
   * @throws java.io.EOFException if the target leaves before its end
   */
  public static HttpResponse readFrom(InputStream in, HttpRequest.Terms terms) throws IOException {
    ResponseHead head = ResponseHead.readFrom(in);
    if (head.status() == SWITCHING_PROTOCOLS && !terms.upgrades()) {
      throw new HttpException.Malformed("101 without Upgrade");
    }
    return new HttpResponse(head, BodyLength.of(head, terms.method()), terms);
  }

  public int status() {
    return head.status();
  }

  /** Whether another head follows, RFC 9110 section 15.2. */
  public boolean isInterim() {
    return head.status() < 200 && !isSwitch();
  }

  /** Whether what follows on both connections is the protocol that the client asked for. */
  public boolean isSwitch() {
    return head.status() == SWITCHING_PROTOCOLS;
  }

  public BodyLength body() {
    return body;
  }

  /** Whether the target's connection can carry another request when this response is whole. */
  public boolean keepsConnection() {
    return terms.keepsConnection() && head.persists() && !endsWithConnection();
  }

  /** Whether the end of its content is the end of its connection. */
  public boolean endsWithConnection() {
    return body instanceof BodyLength.UntilClose;
  }

  /** The head for a client whose connection goes on. */
  public byte[] head() {
    return isSwitch() || head.status() == UPGRADE_REQUIRED ? head(upgrade()) : head("");
  }

  /** The head for a client that is told that its connection ends after the response. */
  public byte[] lastHead() {
    return head("Connection: close\r\n");
  }

  private String upgrade() {
    return "Connection: Upgrade\r\nUpgrade: "
        + String.join(", ", head.fields().values("Upgrade"))
        + "\r\n";
  }

  private byte[] head(String own) {
    var text = new StringBuilder("HTTP/1.1 ").append(head.status()).append(' ');
    text.append(head.reason()).append("\r\n");
    Set<String> dropped = HopByHop.ofResponse(head.fields());
    if (!head.mayTellLength()) {
      dropped.addAll(Set.of("content-length", "transfer-encoding"));
    }
    for (Field field : head.fields().lines()) {
      if (!dropped.contains(field.lowerCaseName())) {
        text.append(field).append("\r\n");
      }
    }
    return text.append(own).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
