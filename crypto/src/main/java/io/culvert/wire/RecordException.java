package io.culvert.wire;

import java.io.IOException;

/**
 * A record was altered, forged, out of order or against the rules. The message does not tell which,
 * so that no peer can learn it.
 */
public final class RecordException extends IOException {
  private static final long serialVersionUID = 1L;

  RecordException() {
    super("the record was refused");
  }
}
