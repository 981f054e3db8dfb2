package io.culvert.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * A response's head, RFC 9112 sections 4 and 5: {@code HTTP-version SP status-code SP [reason] CR
 * LF *(field-line CR LF) CR LF}. It is read as forgivingly as sections 2.2, 5.1 and 5.2 have a
 * proxy repair it, and never sent on as it came.
 *
 * @param minor of version 1.{@code minor}
 */
record ResponseHead(int minor, int status, String reason, Fields fields) {
  private static final String VERSION = "HTTP/1.";
  private static final int STATUS_START = VERSION.length() + 2;
  private static final int STATUS_END = STATUS_START + 3;

  /**
   * @throws HttpException if it is none
   */
  static ResponseHead readFrom(InputStream in) throws IOException {
    var input = HeadInput.ofResponse(in);
    String line = input.line();
    if (!isStatusLine(line)) {
      throw new HttpException.Malformed("a status line is HTTP/1.1 STATUS REASON");
    }
    return new ResponseHead(
        line.charAt(VERSION.length()) - '0',
        Integer.parseInt(line.substring(STATUS_START, STATUS_END)),
        Tokens.trim(line.substring(STATUS_END)),
        Fields.readLenientFrom(input));
  }

  private static boolean isStatusLine(String line) {
    return line.length() >= STATUS_END
        && line.startsWith(VERSION)
        && Tokens.isNumber(line.substring(VERSION.length(), VERSION.length() + 1))
        && line.charAt(STATUS_START - 1) == ' '
        && Tokens.isNumber(line.substring(STATUS_START, STATUS_END))
        && line.charAt(STATUS_START) != '0'
        && (line.length() == STATUS_END || line.charAt(STATUS_END) == ' ');
  }

  /** RFC 9112 section 6.3, rules 1 and 2. */
  boolean hasContent(String method) {
    return !method.equals("HEAD") && status >= 200 && status != 204 && status != 304;
  }

  /** Whether fields that tell a length may stand in it, RFC 9110 section 8.6. */
  boolean mayTellLength() {
    return status >= 200 && status != 204;
  }

  boolean persists() {
    return minor > 0 && !fields.hasMember("Connection", "close");
  }
}
