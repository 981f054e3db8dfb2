package io.culvert.wire;

import io.culvert.crypto.CipherState;

/**
 * The opened header of a record.
 *
 * @param padLength octets of padding behind the body
 * @param length octets of the body itself
 */
public record RecordHeader(RecordType type, int padLength, int length) {
  /** How many octets follow on the wire. */
  public int bodyLength() {
    int plain = padLength + length;
    return plain == 0 ? 0 : plain + CipherState.TAG_LENGTH;
  }
}
