package io.culvert.wire;

import java.io.IOException;

/**
 * A record was altered, forged, out of order or against the rules. There is one message for all:
 * the difference is nobody's.
 */
public final class RecordException extends IOException {
  private static final long serialVersionUID = 1L;

  RecordException() {
    super("the record was refused");
  }
}
