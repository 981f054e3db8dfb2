package io.culvert.http;

import java.util.Locale;
import java.util.Optional;

/** How a request's content ends, RFC 9112 section 6.3. */
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
