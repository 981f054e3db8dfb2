package io.culvert.http;

import io.culvert.address.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What an HTTP client asks of a proxy. */
public sealed interface HttpRequest {
  Endpoint destination();

  /** What the client says of itself; not verified here. */
  Optional<BasicCredentials> credentials();

  /** The proxy's own answer to this request, whole. */
  byte[] answer(HttpAnswer answer);

  /** RFC 9110 section 9.3.6: octets both ways, once {@link HttpAnswer#established} is sent. */
  record Connect(Endpoint destination, Optional<BasicCredentials> credentials)
      implements HttpRequest {
    @Override
    public byte[] answer(HttpAnswer answer) {
      return answer.octets();
    }
  }

  /**
   * One request in absolute-form to be sent on, RFC 9112 section 3.2.2, and its response back until
   * the target closes.
   *
   * @param method whose answers HEAD has without content
   * @param head what to send to the target before the content
   * @param body which of the client's further octets are the content; nothing else is for this
   *     target
   */
  record Forward(
      Endpoint destination,
      Optional<BasicCredentials> credentials,
      String method,
      byte[] head,
      BodyLength body)
      implements HttpRequest {
    @Override
    public byte[] answer(HttpAnswer answer) {
      return method.equals("HEAD") ? answer.octetsWithoutContent() : answer.octets();
    }
  }

  /**
   * Reads exactly one head; its content is left in the stream.
   *
   * @throws HttpException with what to answer
   */
  static HttpRequest readFrom(InputStream in) throws IOException {
    RequestHead head = RequestHead.readFrom(in);
    return head.method().equals("CONNECT") ? connect(head) : Forwarding.of(head);
  }

  private static Connect connect(RequestHead head) throws HttpException {
    Authority authority = Authority.parse(head.target());
    if (authority.port().isEmpty()) {
      throw new HttpException.Malformed("CONNECT needs HOST:PORT");
    }
    Optional<Authority> host = head.host();
    if (host.isPresent() && !host.get().address().equals(authority.address())) {
      throw new HttpException.Malformed("Host names another host than CONNECT");
    }
    if (!BodyLength.of(head).equals(BodyLength.NONE)) {
      throw new HttpException.Malformed("CONNECT has no content");
    }
    return new Connect(authority.endpoint(0), credentials(head));
  }

  /** More than one Proxy-Authorization is refused: which one would be meant? */
  static Optional<BasicCredentials> credentials(RequestHead head) throws HttpException {
    return head.fields().single("Proxy-Authorization").flatMap(BasicCredentials::parse);
  }
}
