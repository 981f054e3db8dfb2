package io.culvert.wire;

import java.util.Optional;

/** What a record is for (PROTOCOL.md, "Records"). */
public enum RecordType {
  OPEN(1),
  REPLY(2),
  DATA(3),
  DATAGRAM(4),
  END(5),
  RESET(6),
  PAD(7),
  PING(8);

  private static final RecordType[] BY_CODE = {
    null, OPEN, REPLY, DATA, DATAGRAM, END, RESET, PAD, PING
  };

  private final int code;

  RecordType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Whether nothing may follow it in its direction of the stream. */
  public boolean terminal() {
    return this == END || this == RESET;
  }

  /** Whether it says nothing of the stream. */
  public boolean keepAlive() {
    return this == PAD || this == PING;
  }

  static Optional<RecordType> of(int code) {
    return code > 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
  }
}
