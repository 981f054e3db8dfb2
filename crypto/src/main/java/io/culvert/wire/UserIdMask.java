package io.culvert.wire;

import io.culvert.crypto.SharedSecret;
import io.culvert.crypto.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Hides a user id in message 1 from everybody but the server: the envelope's mask opens to whoever
 * holds a link, this one takes the first agreement's secret.
 *
 * <pre>
 *   masked id = id xor HKDF-SHA256(salt, es, "culvert/2 user" | e_c, 8)
 * </pre>
 */
final class UserIdMask {
  private static final byte[] LABEL = "culvert/2 user".getBytes(StandardCharsets.US_ASCII);

  private UserIdMask() {}

  /** Masks an id, or takes the mask off again. */
  static UserId apply(UserId id, SharedSecret es, byte[] salt, byte[] clientEphemeral) {
    byte[] info = Envelope.concat(LABEL, clientEphemeral);
    byte[] mask = es.derive(salt, info, UserId.LENGTH);
    return new UserId(id.value() ^ ByteBuffer.wrap(mask).getLong());
  }
}
