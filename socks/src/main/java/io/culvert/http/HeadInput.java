package io.culvert.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the lines of one head, octet by octet, so that nothing behind it is taken. A request's line
 * ends with CR LF and with nothing else: a bare LF or CR, which RFC 9112 section 2.2 lets a
 * recipient take or leave, is where two readers of one message come apart. A response's line may
 * end with a bare LF, since its only further reader is the client, who gets it written anew. For
 * one thread.
 */
final class HeadInput {
  /** Of the request line and all fields together, line ends included. */
  static final int MAX_HEAD_LENGTH = 16 * 1024;

  /** Origins' cookies and policies are longer than what clients say. */
  static final int MAX_RESPONSE_HEAD_LENGTH = 64 * 1024;

  private final InputStream in;
  private final int maxLength;
  private final boolean takesBareLineFeed;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
  private int length;
  private HttpAnswer tooLong = HttpAnswer.URI_TOO_LONG;

  private HeadInput(InputStream in, int maxLength, boolean takesBareLineFeed) {
    this.in = in;
    this.maxLength = maxLength;
    this.takesBareLineFeed = takesBareLineFeed;
  }

  static HeadInput ofRequest(InputStream in) {
    return new HeadInput(in, MAX_HEAD_LENGTH, false);
  }

  static HeadInput ofResponse(InputStream in) {
    return new HeadInput(in, MAX_RESPONSE_HEAD_LENGTH, true);
  }

  /**
   * The request line; one empty line before it is forgiven, RFC 9112 section 2.2.
   *
   * @throws HttpException if the limit is reached, or for an octet that no line has
   */
  String requestLine() throws IOException {
    String first = line();
    String requestLine = first.isEmpty() ? line() : first;
    tooLong = HttpAnswer.FIELDS_TOO_LARGE;
    return requestLine;
  }

  /** The next line without its end; the head's last is empty. */
  String line() throws IOException {
    line.reset();
    for (int octet = next(); octet != '\r'; octet = next()) {
      if (octet == '\n' && takesBareLineFeed) {
        return text();
      }
      if (octet == '\n') {
        throw new HttpException.Malformed("a line ends with CR LF");
      }
      if (octet < ' ' && octet != '\t' || octet == 0x7f) {
        throw new HttpException.Malformed("a control character");
      }
      line.write(octet);
    }
    if (next() != '\n') {
      throw new HttpException.Malformed("a line ends with CR LF");
    }
    return text();
  }

  private String text() {
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private int next() throws IOException {
    if (length == maxLength) {
      throw new HttpException.TooLong(tooLong);
    }
    length++;
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("the connection ended in the middle of a head");
    }
    return octet;
  }
}
