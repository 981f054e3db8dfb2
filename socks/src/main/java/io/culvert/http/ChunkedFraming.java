package io.culvert.http;

import java.nio.ByteBuffer;

/**
 * Content in chunks, RFC 9112 section 7.1:
 *
 * <pre>
 *   *(size [extension] CR LF  data CR LF)  1*"0" [extension] CR LF  *(name ":" value CR LF)  CR LF
 * </pre>
 *
 * For one thread.
 */
final class ChunkedFraming implements BodyFraming {
  /** 15 digits: a size never overflows, and no chunk is that long. */
  private static final int MAX_SIZE_DIGITS = 15;

  /** Of all extensions and trailers together, section 7.1.1. */
  private static final int MAX_OVERHEAD_LENGTH = 16 * 1024;

  /** What the next octet is. */
  private enum Part {
    SIZE,
    SIZE_SPACE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER,
    TRAILER_LF,
    LAST_LF,
    COMPLETE
  }

  private Part part = Part.SIZE;
  private long size;
  private int sizeDigits;
  private int overhead;

  @Override
  public int accept(ByteBuffer octets) throws HttpException {
    int at = octets.position();
    while (at < octets.limit() && part != Part.COMPLETE) {
      if (part == Part.DATA) {
        at += data(octets.limit() - at);
      } else {
        part = after(octets.get(at++) & 0xff);
      }
    }
    return at - octets.position();
  }

  private int data(int available) {
    int taken = (int) Math.min(size, available);
    size -= taken;
    part = size == 0 ? Part.DATA_CR : Part.DATA;
    return taken;
  }

  private Part after(int octet) throws HttpException {
    return switch (part) {
      case SIZE -> size(octet);
      case SIZE_SPACE -> afterSize(octet);
      case EXTENSION -> octet == '\r' ? Part.SIZE_LF : overhead(octet, Part.EXTENSION);
      case SIZE_LF -> sized(octet);
      case DATA_CR -> expect('\r', octet, Part.DATA_LF);
      case DATA_LF -> nextSize(octet);
      case TRAILER_START -> trailerStart(octet);
      case TRAILER_NAME -> trailerName(octet);
      case TRAILER -> octet == '\r' ? Part.TRAILER_LF : overhead(octet, Part.TRAILER);
      case TRAILER_LF -> expect('\n', octet, Part.TRAILER_START);
      case LAST_LF -> expect('\n', octet, Part.COMPLETE);
      case DATA, COMPLETE -> throw new IllegalStateException("no octet is read at " + part);
    };
  }

  private Part size(int octet) throws HttpException {
    int digit = Character.digit(octet, 16);
    if (digit >= 0 && sizeDigits < MAX_SIZE_DIGITS) {
      size = size << 4 | digit;
      sizeDigits++;
      return Part.SIZE;
    }
    if (sizeDigits == 0 || digit >= 0) {
      throw new HttpException.Malformed("a chunk's size is 1 to 15 hexadecimal digits");
    }
    return afterSize(octet);
  }

  /** White space may stand before an extension, and nothing else may. */
  private Part afterSize(int octet) throws HttpException {
    return switch (octet) {
      case '\r' -> Part.SIZE_LF;
      case ';' -> overhead(octet, Part.EXTENSION);
      case ' ', '\t' -> overhead(octet, Part.SIZE_SPACE);
      default -> throw new HttpException.Malformed("a chunk's size is a hexadecimal number");
    };
  }

  private Part sized(int octet) throws HttpException {
    return expect('\n', octet, size == 0 ? Part.TRAILER_START : Part.DATA);
  }

  private Part nextSize(int octet) throws HttpException {
    sizeDigits = 0;
    return expect('\n', octet, Part.SIZE);
  }

  private Part trailerStart(int octet) throws HttpException {
    return octet == '\r' ? Part.LAST_LF : name(octet);
  }

  private Part trailerName(int octet) throws HttpException {
    return octet == ':' ? overhead(octet, Part.TRAILER) : name(octet);
  }

  private Part name(int octet) throws HttpException {
    if (!Tokens.isTokenCharacter(octet)) {
      throw new HttpException.Malformed("a trailer is a field line");
    }
    return overhead(octet, Part.TRAILER_NAME);
  }

  private Part overhead(int octet, Part next) throws HttpException {
    if (octet < ' ' && octet != '\t' || octet == 0x7f) {
      throw new HttpException.Malformed("a control character between chunks");
    }
    if (overhead++ == MAX_OVERHEAD_LENGTH) {
      throw new HttpException.TooLong(HttpAnswer.FIELDS_TOO_LARGE);
    }
    return next;
  }

  private static Part expect(int wanted, int octet, Part next) throws HttpException {
    if (octet != wanted) {
      throw new HttpException.Malformed("a line between chunks ends with CR LF");
    }
    return next;
  }

  @Override
  public boolean complete() {
    return part == Part.COMPLETE;
  }
}
