package io.culvert.wire;

import static io.culvert.wire.HandshakeException.Reason.CLOCK;
import static io.culvert.wire.HandshakeException.Reason.DECRYPTION;
import static io.culvert.wire.HandshakeException.Reason.REPLAY;
import static io.culvert.wire.HandshakeException.Reason.REPLAY_SET_FULL;
import static io.culvert.wire.HandshakeException.Reason.UNKNOWN_USER;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.NoiseHandshake;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.crypto.X25519;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;

/**
 * The server's side of the handshake: {@link #readHead}, {@link #readPayload}, {@link #message2},
 * {@link #keys}, each once and in this order. For one thread.
 */
public final class ServerHandshake {
  /** salt 16 | (e_c 32 | user id 8 | len 2) xor mask | tag 16 */
  public static final int MESSAGE_1_HEAD_LENGTH = 74;

  static final int MESSAGE_1_FIELDS_LENGTH = 42;

  /** How far a client's clock may be off, in milliseconds. */
  public static final long MAX_CLOCK_SKEW_MILLIS = 60_000;

  /** A time stamp may lie 60 s ahead, and then stays acceptable for 120 s. */
  static final long REMEMBERED_MILLIS = 2 * MAX_CLOCK_SKEW_MILLIS + 1000;

  private final ServerKeyPair key;
  private final Function<UserId, Optional<PresharedKey>> users;
  private final ReplayMemory replays;
  private final long startedAtMillis;
  private final SecureRandom random;
  private final byte[] ek;
  private final byte[] clientEphemeral = new byte[X25519.LENGTH];
  private byte[] clientSalt;
  private byte[] tag;
  private UserId user;
  private NoiseHandshake noise;

  /**
   * @param startedAtMillis Unix time; messages stamped before it are refused, since the memory does
   *     not know what came before
   */
  public ServerHandshake(
      ServerKeyPair key,
      Function<UserId, Optional<PresharedKey>> users,
      ReplayMemory replays,
      long startedAtMillis,
      SecureRandom random) {
    this.key = key;
    this.users = users;
    this.replays = replays;
    this.startedAtMillis = startedAtMillis;
    this.random = random;
    this.ek = Envelope.key(key.publicKey());
  }

  /**
   * Checks the envelope: one HMAC, no Diffie-Hellman.
   *
   * @param head {@value #MESSAGE_1_HEAD_LENGTH} octets
   * @return how many octets follow
   */
  public int readHead(byte[] head) throws HandshakeException {
    clientSalt = Arrays.copyOf(head, Envelope.SALT_LENGTH);
    var fields =
        ByteBuffer.wrap(Envelope.ofMessage1(ek, clientSalt, MESSAGE_1_FIELDS_LENGTH).open(head));
    tag = Arrays.copyOfRange(head, head.length - Envelope.TAG_LENGTH, head.length);
    fields.get(clientEphemeral);
    user = new UserId(fields.getLong());
    int length = Short.toUnsignedInt(fields.getShort());
    Payload.checkLength(length, Payload.TIME_LENGTH + Payload.FIXED_LENGTH);
    return length;
  }

  /** Opens the payload, then checks the clock, then that it comes for the first time. */
  public UserId readPayload(byte[] sealed, long nowMillis) throws HandshakeException {
    PresharedKey psk = users.apply(user).orElseThrow(() -> new HandshakeException(UNKNOWN_USER));
    noise = new NoiseHandshake(Envelope.prologue(clientSalt), key.publicKey().bytes());
    checkTime(ByteBuffer.wrap(open(psk, sealed)).getLong(), nowMillis);
    checkFirstTime(nowMillis);
    return user;
  }

  private void checkTime(long sentMillis, long nowMillis) throws HandshakeException {
    if (sentMillis < startedAtMillis
        || sentMillis < nowMillis - MAX_CLOCK_SKEW_MILLIS
        || sentMillis > nowMillis + MAX_CLOCK_SKEW_MILLIS) {
      throw new HandshakeException(CLOCK);
    }
  }

  private void checkFirstTime(long nowMillis) throws HandshakeException {
    switch (replays.remember(tag, nowMillis, nowMillis + REMEMBERED_MILLIS)) {
      case FIRST_TIME -> {}
      case SEEN_BEFORE -> throw new HandshakeException(REPLAY);
      case NO_ROOM -> throw new HandshakeException(REPLAY_SET_FULL);
    }
  }

  private byte[] open(PresharedKey psk, byte[] sealed) throws HandshakeException {
    byte[] pskBytes = psk.bytes();
    byte[] keyBytes = key.bytes();
    try {
      return noise.readMessage1(pskBytes, clientEphemeral, keyBytes, sealed);
    } catch (AEADBadTagException | InvalidKeyException e) {
      throw new HandshakeException(DECRYPTION);
    } finally {
      Arrays.fill(pskBytes, (byte) 0);
      Arrays.fill(keyBytes, (byte) 0);
    }
  }

  /** The whole answer; must follow a payload that was accepted. */
  public byte[] message2() {
    byte[] salt = new byte[Envelope.SALT_LENGTH];
    random.nextBytes(salt);
    var ephemeral = EphemeralKeyPair.generate(random);
    byte[] sealed;
    try {
      sealed = noise.writeMessage2(ephemeral, clientEphemeral, Payload.padded(new byte[0], random));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("message 1 with that key was accepted", e);
    }
    byte[] fields =
        ByteBuffer.allocate(ClientHandshake.MESSAGE_2_FIELDS_LENGTH)
            .put(ephemeral.publicKey())
            .putShort((short) sealed.length)
            .array();
    ephemeral.wipe();
    byte[] head = Envelope.ofMessage2(ek, clientSalt, salt, fields.length).seal(salt, fields);
    return Envelope.concat(head, sealed);
  }

  /** What the handshake leaves; must follow {@link #message2}. */
  public SessionKeys keys() {
    return SessionKeys.ofResponder(noise);
  }
}
