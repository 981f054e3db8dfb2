package io.culvert.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a message's content ends, RFC 9112 section 6.3. */
public sealed interface BodyLength {
  BodyLength NONE = new Exact(0);

  /** 18 digits never overflow. */
  int MAX_LENGTH_DIGITS = 18;

  String CHUNKED = "chunked";

  /** Content-Length; 0 for no content. */
  record Exact(long octets) implements BodyLength {
    @Override
    public BodyFraming framing() {
      return new ExactFraming(octets);
    }
  }

  /** Transfer-Encoding: chunked, which tells its own end. */
  record Chunked() implements BodyLength {
    @Override
    public BodyFraming framing() {
      return new ChunkedFraming();
    }
  }

  /** Of a response that tells no end: all that comes until the connection ends in order. */
  record UntilClose() implements BodyLength {
    @Override
    public BodyFraming framing() {
      return new UntilCloseFraming();
    }
  }

  /** A new count of this content's octets. */
  BodyFraming framing();

  /**
   * Whatever two readers could understand differently is refused, RFC 9112 section 11.2, even where
   * section 6.3 would let it be repaired.
   *
   * @throws HttpException for both fields at once, either of them twice, a length that is no
   *     number, a coding other than chunked, or any coding in HTTP/1.0
   */
  static BodyLength of(RequestHead head) throws HttpException {
    Optional<String> length = head.fields().single("Content-Length");
    Optional<String> codings = head.fields().single("Transfer-Encoding");
    if (codings.isEmpty()) {
      return length.isEmpty() ? NONE : exact(length.get());
    }
    if (length.isPresent()) {
      throw new HttpException.Malformed("both Transfer-Encoding and Content-Length");
    }
    if (head.minor() == 0) {
      throw new HttpException.Malformed("Transfer-Encoding in HTTP/1.0");
    }
    return chunked(codings.get());
  }

  /**
   * @param method of the request
   * @throws HttpException for both fields at once, a length that is no single number, chunks within
   *     another coding, or any coding in HTTP/1.0
   */
  static BodyLength of(ResponseHead head, String method) throws HttpException {
    Optional<String> length = head.fields().single("Content-Length");
    boolean coded = !head.fields().values("Transfer-Encoding").isEmpty();
    if (coded && (length.isPresent() || head.minor() == 0)) {
      throw new HttpException.Malformed("Transfer-Encoding beside Content-Length or in HTTP/1.0");
    }
    BodyLength told = coded ? coded(head.fields().members("Transfer-Encoding")) : told(length);
    return head.hasContent(method) ? told : NONE;
  }

  private static BodyLength told(Optional<String> length) throws HttpException {
    return length.isEmpty() ? new UntilClose() : exact(length.get());
  }

  private static BodyLength coded(List<String> codings) throws HttpException {
    int chunked = codings.indexOf(CHUNKED);
    if (codings.isEmpty() || chunked >= 0 && chunked < codings.size() - 1) {
      throw new HttpException.Malformed("the last coding is chunked");
    }
    return chunked < 0 ? new UntilClose() : new Chunked();
  }

  private static BodyLength exact(String length) throws HttpException {
    if (!Tokens.isNumber(length) || length.length() > MAX_LENGTH_DIGITS) {
      throw new HttpException.Malformed("Content-Length is one number");
    }
    return new Exact(Long.parseLong(length));
  }

  private static BodyLength chunked(String codings) throws HttpException {
    if (codings.equalsIgnoreCase(CHUNKED)) {
      return new Chunked();
    }
    if (codings.toLowerCase(Locale.ROOT).matches("[a-z]+[ \\t]*,[ \\t]*" + CHUNKED)) {
      throw new HttpException.NotSupported(
          HttpAnswer.notImplemented("This proxy knows no transfer coding but chunked."));
    }
    throw new HttpException.Malformed("Transfer-Encoding is chunked");
  }
}
