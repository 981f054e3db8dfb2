package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
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
import javax.crypto.AEADBadTagException;

/**
 * Both messages of the handshake from somebody who knows the keys, so that what comes behind each
 * check is reached: nothing but a HandshakeException, and no acceptance of what is not right.
 * Replays what was found; {@code JAZZER_FUZZ=1 ./mvnw test -pl crypto
 * -Dtest='HandshakeFuzzTest#octetsOfMessage1'} looks for more.
 */
class HandshakeFuzzTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final UserId USER = new UserId(7);

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.of(counting(1));
  private final PresharedKey psk = PresharedKey.of(counting(2));
  private final byte[] ek = Envelope.key(key.publicKey());

  private static byte[] counting(int step) {
    byte[] octets = new byte[32];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (i * step);
    }
    return octets;
  }

  private ServerHandshake server() {
    return new ServerHandshake(
        key,
        id -> id.equals(USER) ? Optional.of(psk) : Optional.empty(),
        new ReplaySet(10),
        0,
        random);
  }

  private ClientHandshake client() {
    return new ClientHandshake(key.publicKey(), USER, psk, random, new byte[0]);
  }

  @FuzzTest
  void octetsOfMessage1(byte[] octets) {
    byte[] head = Arrays.copyOf(octets, ServerHandshake.MESSAGE_1_HEAD_LENGTH);
    try {
      server().readHead(head);
    } catch (HandshakeException e) {
      assertEquals(HandshakeException.Reason.ENVELOPE, e.reason());
      return;
    }
    throw new AssertionError("a tag was guessed");
  }

  /** A genuine envelope around any fields, and any payload behind it. */
  @FuzzTest
  void fieldsOfMessage1(byte[] octets) {
    byte[] salt = Arrays.copyOf(octets, Envelope.SALT_LENGTH);
    byte[] fields = part(octets, salt.length, ServerHandshake.MESSAGE_1_FIELDS_LENGTH);
    var server = server();
    try {
      int length = server.readHead(Envelope.ofMessage1(ek, salt, fields.length).seal(salt, fields));
      assertTrue(length >= 27 && length <= 2048);
      server.readPayload(part(octets, salt.length + fields.length, length), NOW);
    } catch (HandshakeException e) {
      return;
    }
    throw new AssertionError("a payload was forged");
  }

  private static byte[] part(byte[] octets, int from, int length) {
    return Arrays.copyOfRange(octets, Math.min(from, octets.length), from + length);
  }

  /** A user's own message 1 with any payload inside. */
  @FuzzTest
  void payloadOfMessage1(byte[] octets) throws Exception {
    byte[] payload = Arrays.copyOf(octets, Math.clamp(octets.length, 11, 2032));
    byte[] salt = new byte[Envelope.SALT_LENGTH];
    var ephemeral = EphemeralKeyPair.of(counting(3));
    byte[] sealed =
        new NoiseHandshake(Envelope.prologue(salt), key.publicKey().bytes())
            .writeMessage1(psk.bytes(), ephemeral, key.publicKey().bytes(), payload);
    byte[] fields =
        ByteBuffer.allocate(ServerHandshake.MESSAGE_1_FIELDS_LENGTH)
            .put(ephemeral.publicKey())
            .putLong(USER.value())
            .putShort((short) sealed.length)
            .array();
    var server = server();
    server.readHead(Envelope.ofMessage1(ek, salt, fields.length).seal(salt, fields));
    boolean onTime = Math.abs((double) ByteBuffer.wrap(payload).getLong() - NOW) <= 60_000;
    try {
      assertEquals(USER, server.readPayload(sealed, NOW));
      assertTrue(onTime);
      server.message2();
    } catch (HandshakeException e) {
      assertTrue(!onTime, () -> e.reason() + " for a message on time");
    }
  }

  @FuzzTest
  void fieldsOfMessage2(byte[] octets) throws Exception {
    var client = client();
    byte[] message1 = client.message1(NOW);
    byte[] clientSalt = Arrays.copyOf(message1, Envelope.SALT_LENGTH);
    byte[] salt = Arrays.copyOf(octets, Envelope.SALT_LENGTH);
    byte[] fields = part(octets, salt.length, ClientHandshake.MESSAGE_2_FIELDS_LENGTH);
    byte[] head = Envelope.ofMessage2(ek, clientSalt, salt, fields.length).seal(salt, fields);
    try {
      int length = client.readHead(head);
      assertTrue(length >= 19 && length <= 2048);
      client.readPayload(part(octets, salt.length + fields.length, length));
    } catch (HandshakeException e) {
      return;
    }
    throw new AssertionError("a payload was forged");
  }

  /** The server's own message 2 with any payload inside: all of it is padding and means nothing. */
  @FuzzTest
  void payloadOfMessage2(byte[] octets) throws Exception {
    byte[] payload = Arrays.copyOf(octets, Math.clamp(octets.length, 3, 2032));
    var client = client();
    byte[] message1 = client.message1(NOW);
    var ephemeral = EphemeralKeyPair.of(counting(3));
    byte[] sealed = answer(message1, ephemeral, payload);
    byte[] salt = new byte[Envelope.SALT_LENGTH];
    byte[] fields =
        ByteBuffer.allocate(ClientHandshake.MESSAGE_2_FIELDS_LENGTH)
            .put(ephemeral.publicKey())
            .putShort((short) sealed.length)
            .array();
    byte[] clientSalt = Arrays.copyOf(message1, Envelope.SALT_LENGTH);
    int length =
        client.readHead(
            Envelope.ofMessage2(ek, clientSalt, salt, fields.length).seal(salt, fields));
    assertEquals(sealed.length, length);
    client.readPayload(sealed).close();
  }

  private byte[] answer(byte[] message1, EphemeralKeyPair ephemeral, byte[] payload)
      throws HandshakeException, InvalidKeyException, AEADBadTagException {
    byte[] salt = Arrays.copyOf(message1, Envelope.SALT_LENGTH);
    byte[] head = Arrays.copyOf(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH);
    byte[] fields =
        Envelope.ofMessage1(ek, salt, ServerHandshake.MESSAGE_1_FIELDS_LENGTH).open(head);
    byte[] clientEphemeral = Arrays.copyOf(fields, X25519.LENGTH);
    var noise = new NoiseHandshake(Envelope.prologue(salt), key.publicKey().bytes());
    noise.readMessage1(
        psk.bytes(),
        clientEphemeral,
        key.bytes(),
        Arrays.copyOfRange(message1, head.length, message1.length));
    return noise.writeMessage2(ephemeral, clientEphemeral, payload);
  }
}
