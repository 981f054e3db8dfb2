package io.culvert.http;

import io.culvert.address.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

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
   * What the response to a request depends on.
   *
   * @param method whose answers HEAD has without content
   * @param minor of the client's version 1.{@code minor}
   * @param keepsConnection whether the client's connection may carry another request
   * @param upgrades whether the target may switch to another protocol
   */
  record Terms(String method, int minor, boolean keepsConnection, boolean upgrades) {
    private static final Set<String> IDEMPOTENT =
        Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    /** Whether to carry the request out twice is the same as once, RFC 9110 section 9.2.2. */
    public boolean isIdempotent() {
      return IDEMPOTENT.contains(method);
    }

    /** Whether the client may be sent responses that are not the last, section 15.2. */
    public boolean takesInterim() {
      return minor > 0;
    }
  }

  /**
   * One request in absolute-form to be sent on, RFC 9112 section 3.2.2.
   *
   * @param head what to send to the target before the content
   * @param body which of the client's further octets are the content; nothing else is for this
   *     target
   */
  record Forward(
      Endpoint destination,
      Optional<BasicCredentials> credentials,
      Terms terms,
      byte[] head,
      BodyLength body)
      implements HttpRequest {
    @Override
    public byte[] answer(HttpAnswer answer) {
      return terms.method().equals("HEAD") ? answer.octetsWithoutContent() : answer.octets();
    }
  }

  /**
   * Reads exactly one head; its content is left in the stream.
   *
   * @throws HttpException with what to answer
   */
  static HttpRequest readFrom(InputStream in) throws IOException {
    RequestHead head = RequestHead.readFrom(in);
    return head.isConnect() ? connect(head) : Forwarding.of(head);
  }

  private static Connect connect(RequestHead head) throws HttpException {
    Authority authority = Authority.ofConnect(head.target());
    if (authority.port().isEmpty()) {
      throw new HttpException.Malformed("CONNECT needs HOST:PORT");
    }
    head.checkHost(authority);
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
