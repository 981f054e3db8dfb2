package io.culvert.wire;

import io.culvert.crypto.Kdf;
import io.culvert.crypto.ServerPublicKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What stands around the Noise messages: it makes every octet look random, and lets the server
 * refuse junk by one HMAC.
 *
 * <pre>
 *   salt 16 | clear fields xor mask | tag 16
 *   mask | mk 32 = HKDF-SHA256(salt(s), EK, label);  tag = HMAC-SHA256(mk, salt | masked)[0..16)
 * </pre>
 */
public final class Envelope {
  static final int SALT_LENGTH = 16;
  static final int TAG_LENGTH = 16;

  private static final byte[] CLIENT_LABEL = ascii("culvert/2 message 1");
  private static final byte[] SERVER_LABEL = ascii("culvert/2 message 2");
  private static final byte[] EK_LABEL = ascii("culvert/2 envelope");
  private static final byte[] PROLOGUE_LABEL = ascii("culvert/2");

  private final byte[] mask;
  private final byte[] macKey;

  private Envelope(byte[] ek, byte[] salts, byte[] label, int fieldsLength) {
    byte[] keys = Kdf.hkdf(salts, ek, label, fieldsLength + Kdf.HASH_LENGTH);
    this.mask = Arrays.copyOf(keys, fieldsLength);
    this.macKey = Arrays.copyOfRange(keys, fieldsLength, keys.length);
  }

  static Envelope ofMessage1(byte[] ek, byte[] clientSalt, int fieldsLength) {
    return new Envelope(ek, clientSalt, CLIENT_LABEL, fieldsLength);
  }

  static Envelope ofMessage2(byte[] ek, byte[] clientSalt, byte[] serverSalt, int fieldsLength) {
    return new Envelope(ek, concat(clientSalt, serverSalt), SERVER_LABEL, fieldsLength);
  }

  /** EK: known to whoever knows the server's public key. */
  static byte[] key(ServerPublicKey server) {
    return Kdf.hkdf(new byte[0], server.bytes(), EK_LABEL, Kdf.HASH_LENGTH);
  }

  /** So that no octet of message 1 is outside of the Noise transcript. */
  static byte[] prologue(byte[] message1Head) {
    return concat(PROLOGUE_LABEL, message1Head);
  }

  /** The head: salt, masked fields, tag. */
  byte[] seal(byte[] salt, byte[] fields) {
    byte[] masked = masked(fields);
    return concat(salt, masked, tag(salt, masked));
  }

  /**
   * @throws HandshakeException if the tag is wrong
   */
  byte[] open(byte[] head) throws HandshakeException {
    byte[] salt = Arrays.copyOf(head, SALT_LENGTH);
    byte[] masked = Arrays.copyOfRange(head, SALT_LENGTH, SALT_LENGTH + mask.length);
    byte[] tag = Arrays.copyOfRange(head, SALT_LENGTH + mask.length, head.length);
    if (!MessageDigest.isEqual(tag, tag(salt, masked))) {
      throw new HandshakeException(HandshakeException.Reason.ENVELOPE);
    }
    return masked(masked);
  }

  private byte[] masked(byte[] fields) {
    byte[] out = fields.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] ^= mask[i];
    }
    return out;
  }

  private byte[] tag(byte[] salt, byte[] masked) {
    return Arrays.copyOf(Kdf.hmac(macKey, salt, masked), TAG_LENGTH);
  }

  public static byte[] concat(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
