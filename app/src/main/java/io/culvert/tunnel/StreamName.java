package io.culvert.tunnel;

import java.nio.ByteBuffer;

/**
 * One stream of one tunnel connection, as both sides know it: {@code connection 8 | stream 8}
 * (PROTOCOL.md, "Repeated requests").
 *
 * @param connection taken from its handshake
 * @param stream counted from 0 in each connection
 */
public record StreamName(long connection, long stream) {
  static final int LENGTH = 16;

  static StreamName readFrom(ByteBuffer body) {
    return new StreamName(body.getLong(), body.getLong());
  }

  void writeTo(ByteBuffer body) {
    body.putLong(connection).putLong(stream);
  }
}
