package io.culvert.wire;

import static io.culvert.wire.HandshakeException.Reason.DECRYPTION;

import io.culvert.crypto.CipherState;
import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.NoiseHandshake;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerPublicKey;
import io.culvert.crypto.SharedSecret;
import io.culvert.crypto.UserId;
import io.culvert.crypto.X25519;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * The local's side of the handshake: {@link #message1}, {@link #readHead}, {@link #readPayload},
 * each once and in this order. For one thread.
 */
public final class ClientHandshake {
  /** salt 16 | (e_s 32 | len 2) xor mask | tag 16 */
  public static final int MESSAGE_2_HEAD_LENGTH = 66;

  static final int MESSAGE_2_FIELDS_LENGTH = 34;

  /** The most octets that a salt may begin with by choice; the rest stays random. */
  public static final int MAX_SALT_PREFIX_LENGTH = 12;

  private final ServerPublicKey server;
  private final UserId user;
  private final PresharedKey psk;
  private final SecureRandom random;
  private final byte[] salt = new byte[Envelope.SALT_LENGTH];
  private final byte[] ek;
  private final EphemeralKeyPair ephemeral;
  private NoiseHandshake noise;
  private byte[] serverEphemeral;
  private byte[] message2Head;

  /**
   * @param saltPrefix the first octets of the connection, at most {@value #MAX_SALT_PREFIX_LENGTH};
   *     empty for random ones
   */
  public ClientHandshake(
      ServerPublicKey server,
      UserId user,
      PresharedKey psk,
      SecureRandom random,
      byte[] saltPrefix) {
    if (saltPrefix.length > MAX_SALT_PREFIX_LENGTH) {
      throw new IllegalArgumentException(
          "a salt prefix has at most 12 octets, not " + saltPrefix.length);
    }
    this.server = server;
    this.user = user;
    this.psk = psk;
    this.random = random;
    random.nextBytes(salt);
    System.arraycopy(saltPrefix, 0, salt, 0, saltPrefix.length);
    this.ek = Envelope.key(server);
    this.ephemeral = EphemeralKeyPair.generate(random);
  }

  /** The whole first flight. */
  public byte[] message1(long unixMillis) {
    byte[] time = ByteBuffer.allocate(Payload.TIME_LENGTH).putLong(unixMillis).array();
    byte[] payload = Payload.padded(time, random);
    try (SharedSecret es = agree()) {
      byte[] head = head(es, unixMillis, payload.length + CipherState.TAG_LENGTH);
      noise = new NoiseHandshake(Envelope.prologue(head), server.bytes());
      return Envelope.concat(head, seal(es, payload));
    }
  }

  private SharedSecret agree() {
    try {
      return ephemeral.agree(server.bytes());
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the server's public key is a point of small order", e);
    }
  }

  private byte[] head(SharedSecret es, long unixMillis, int sealedLength) {
    byte[] publicKey = ephemeral.publicKey();
    UserId masked = UserIdMask.apply(user, es, salt, publicKey);
    long minute = Message1Fields.minuteOf(unixMillis);
    byte[] fields = new Message1Fields(publicKey, masked, minute, sealedLength).octets();
    return Envelope.ofMessage1(ek, salt, fields.length).seal(salt, fields);
  }

  private byte[] seal(SharedSecret es, byte[] payload) {
    byte[] pskBytes = psk.bytes();
    try {
      return noise.writeMessage1(pskBytes, ephemeral.publicKey(), es, payload);
    } finally {
      Arrays.fill(pskBytes, (byte) 0);
    }
  }

  /**
   * @param head {@value #MESSAGE_2_HEAD_LENGTH} octets
   * @return how many octets follow
   */
  public int readHead(byte[] head) throws HandshakeException {
    message2Head = head.clone();
    byte[] serverSalt = Arrays.copyOf(head, Envelope.SALT_LENGTH);
    var fields =
        ByteBuffer.wrap(
            Envelope.ofMessage2(ek, salt, serverSalt, MESSAGE_2_FIELDS_LENGTH).open(head));
    serverEphemeral = new byte[X25519.LENGTH];
    fields.get(serverEphemeral);
    int length = Short.toUnsignedInt(fields.getShort());
    Payload.checkLength(length, Payload.FIXED_LENGTH);
    return length;
  }

  /** Opens the payload of message 2, which proves the server. */
  public SessionKeys readPayload(byte[] sealed) throws HandshakeException {
    try {
      noise.readMessage2(ephemeral, serverEphemeral, sealed);
    } catch (AEADBadTagException | InvalidKeyException e) {
      throw new HandshakeException(DECRYPTION);
    }
    ephemeral.wipe();
    return SessionKeys.ofInitiator(noise, message2Head);
  }
}
