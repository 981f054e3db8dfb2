package io.culvert.wire;

import static io.culvert.wire.HandshakeException.Reason.CLOCK;
import static io.culvert.wire.HandshakeException.Reason.DECRYPTION;
import static io.culvert.wire.HandshakeException.Reason.REPLAY;
import static io.culvert.wire.HandshakeException.Reason.REPLAY_SET_FULL;
import static io.culvert.wire.HandshakeException.Reason.UNKNOWN_USER;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.Kdf;
import io.culvert.crypto.NoiseHandshake;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.SharedSecret;
import io.culvert.crypto.UserId;
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
  /** salt 16 | (e_c 32 | masked id 8 | minute 4 | len 2) xor mask | tag 16 */
  public static final int MESSAGE_1_HEAD_LENGTH =
      Envelope.SALT_LENGTH + Message1Fields.LENGTH + Envelope.TAG_LENGTH;

  /** How far a client's clock may be off, in milliseconds. */
  public static final long MAX_CLOCK_SKEW_MILLIS = 60_000;

  /** Opens messages of nobody, in vain: they take the time that a user's wrong message takes. */
  private static final PresharedKey STAND_IN = PresharedKey.of(new byte[Kdf.HASH_LENGTH]);

  private final ServerKeyPair key;
  private final Function<UserId, Optional<PresharedKey>> users;
  private final ReplayMemory replays;
  private final SecureRandom random;
  private final byte[] ek;
  private byte[] message1Head;
  private byte[] clientSalt;
  private Message1Fields fields;
  private NoiseHandshake noise;
  private byte[] message2Head;

  /** A handshake with one of {@code users}, not remembered by {@code replays}. */
  public ServerHandshake(
      ServerKeyPair key,
      Function<UserId, Optional<PresharedKey>> users,
      ReplayMemory replays,
      SecureRandom random) {
    this.key = key;
    this.users = users;
    this.replays = replays;
    this.random = random;
    this.ek = Envelope.key(key.publicKey());
  }

  /**
   * Refuses junk and what was recorded: one HMAC and no Diffie-Hellman. Both cost the same, and
   * both are refused before another octet is awaited. Refuses also what is stamped before the
   * server's start, since the memory does not know what came before.
   *
   * @param head {@value #MESSAGE_1_HEAD_LENGTH} octets
   * @return how many octets follow
   */
  public int readHead(byte[] head, ServerTime now) throws HandshakeException {
    message1Head = head.clone();
    clientSalt = Arrays.copyOf(head, Envelope.SALT_LENGTH);
    fields =
        Message1Fields.of(Envelope.ofMessage1(ek, clientSalt, Message1Fields.LENGTH).open(head));
    checkMinute(now);
    if (replays.contains(tag())) {
      throw new HandshakeException(REPLAY);
    }
    if (replays.isTooOld(fields.minute())) {
      throw new HandshakeException(CLOCK);
    }
    Payload.checkLength(fields.length(), Payload.TIME_LENGTH + Payload.FIXED_LENGTH);
    return fields.length();
  }

  private void checkMinute(ServerTime now) throws HandshakeException {
    if (!fields.isTimely(now.unixMillis())
        || fields.minute() < Message1Fields.minuteOf(now.startedAtMillis())) {
      throw new HandshakeException(CLOCK);
    }
  }

  private byte[] tag() {
    int length = message1Head.length;
    return Arrays.copyOfRange(message1Head, length - Envelope.TAG_LENGTH, length);
  }

  /** Finds the user, opens the payload, then checks the clock, then that it is the first time. */
  public UserId readPayload(byte[] sealed, ServerTime now) throws HandshakeException {
    try (SharedSecret es = key.agree(fields.ephemeral())) {
      UserId user = UserIdMask.apply(fields.maskedId(), es, clientSalt, fields.ephemeral());
      byte[] payload = open(users.apply(user), es, sealed);
      checkMinute(now);
      checkTime(ByteBuffer.wrap(payload).getLong(), now);
      checkFirstTime(now);
      return user;
    } catch (InvalidKeyException e) {
      throw new HandshakeException(DECRYPTION);
    }
  }

  /** An id that nobody has takes the same steps, so that their time tells nothing about ids. */
  private byte[] open(Optional<PresharedKey> psk, SharedSecret es, byte[] sealed)
      throws HandshakeException {
    byte[] pskBytes = psk.orElse(STAND_IN).bytes();
    noise = new NoiseHandshake(Envelope.prologue(message1Head), key.publicKey().bytes());
    byte[] payload;
    try {
      payload = noise.readMessage1(pskBytes, fields.ephemeral(), es, sealed);
    } catch (AEADBadTagException e) {
      throw new HandshakeException(psk.isPresent() ? DECRYPTION : UNKNOWN_USER);
    } finally {
      Arrays.fill(pskBytes, (byte) 0);
    }
    if (psk.isEmpty()) {
      throw new HandshakeException(UNKNOWN_USER);
    }
    return payload;
  }

  private static void checkTime(long sentMillis, ServerTime now) throws HandshakeException {
    if (sentMillis < now.startedAtMillis()
        || sentMillis < now.unixMillis() - MAX_CLOCK_SKEW_MILLIS
        || sentMillis > now.unixMillis() + MAX_CLOCK_SKEW_MILLIS) {
      throw new HandshakeException(CLOCK);
    }
  }

  /** The minute is timely, so the tag is remembered for three minutes at most. */
  private void checkFirstTime(ServerTime now) throws HandshakeException {
    long timelyMillis = fields.timelyUntilMillis() - now.unixMillis();
    long untilMillis = now.uptimeMillis() + timelyMillis;
    switch (replays.remember(tag(), fields.minute(), now.uptimeMillis(), untilMillis)) {
      case FIRST_TIME -> {}
      case SEEN_BEFORE -> throw new HandshakeException(REPLAY);
      case TOO_OLD -> throw new HandshakeException(CLOCK);
      case NO_ROOM -> throw new HandshakeException(REPLAY_SET_FULL);
    }
  }

  /** The whole answer; must follow a payload that was accepted. */
  public byte[] message2() {
    byte[] salt = new byte[Envelope.SALT_LENGTH];
    random.nextBytes(salt);
    var ephemeral = EphemeralKeyPair.generate(random);
    byte[] sealed;
    try {
      sealed =
          noise.writeMessage2(ephemeral, fields.ephemeral(), Payload.padded(new byte[0], random));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("message 1 with that key was accepted", e);
    }
    byte[] answered =
        ByteBuffer.allocate(ClientHandshake.MESSAGE_2_FIELDS_LENGTH)
            .put(ephemeral.publicKey())
            .putShort((short) sealed.length)
            .array();
    ephemeral.wipe();
    message2Head = Envelope.ofMessage2(ek, clientSalt, salt, answered.length).seal(salt, answered);
    return Envelope.concat(message2Head, sealed);
  }

  /** What the handshake leaves; must follow {@link #message2}. */
  public SessionKeys keys() {
    return SessionKeys.ofResponder(noise, message2Head);
  }
}
