package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.NoiseHandshake;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.SharedSecret;
import io.culvert.crypto.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
  private static final byte[] PROLOGUE_LABEL = "culvert/2".getBytes(StandardCharsets.US_ASCII);
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
        random);
  }

  private ClientHandshake client() {
    return new ClientHandshake(key.publicKey(), USER, psk, random, new byte[0]);
  }

  @FuzzTest
  void octetsOfMessage1(byte[] octets) {
    byte[] head = Arrays.copyOf(octets, ServerHandshake.MESSAGE_1_HEAD_LENGTH);
    try {
      server().readHead(head, Handshakes.at(NOW));
    } catch (HandshakeException e) {
      assertEquals(HandshakeException.Reason.ENVELOPE, e.reason());
      return;
    }
    throw new AssertionError("a tag was guessed");
  }

  /**
   * A genuine envelope around any fields, and any payload behind it. The id is masked as a user's
   * is, so that the user's own comes up.
   */
  @FuzzTest
  void fieldsOfMessage1(byte[] octets) {
    byte[] salt = Arrays.copyOf(octets, Envelope.SALT_LENGTH);
    byte[] fields = masked(salt, part(octets, salt.length, Message1Fields.LENGTH));
    var server = server();
    try {
      int length = server.readHead(Handshakes.head1(ek, salt, fields), Handshakes.at(NOW));
      assertTrue(length >= 27 && length <= 2048);
      server.readPayload(part(octets, salt.length + fields.length, length), Handshakes.at(NOW));
    } catch (HandshakeException e) {
      return;
    }
    throw new AssertionError("a payload was forged");
  }

  private byte[] masked(byte[] salt, byte[] octets) {
    var plain = Message1Fields.of(octets);
    try (SharedSecret es = key.agree(plain.ephemeral())) {
      UserId masked = UserIdMask.apply(plain.maskedId(), es, salt, plain.ephemeral());
      return new Message1Fields(plain.ephemeral(), masked, plain.minute(), plain.length()).octets();
    } catch (InvalidKeyException e) {
      return octets;
    }
  }

  private static byte[] part(byte[] octets, int from, int length) {
    return Arrays.copyOfRange(octets, Math.min(from, octets.length), from + length);
  }

  /** A user's own message 1 with any payload inside. */
  @FuzzTest
  void payloadOfMessage1(byte[] octets) throws Exception {
    byte[] payload = Arrays.copyOf(octets, Math.clamp(octets.length, 11, 2032));
    var maker = new Handshakes.Message1(ek, PROLOGUE_LABEL, USER, psk);
    byte[] message1 = maker.of(key, EphemeralKeyPair.of(counting(3)), NOW, payload);
    var server = server();
    server.readHead(Handshakes.head1(message1), Handshakes.at(NOW));
    boolean onTime = Math.abs((double) ByteBuffer.wrap(payload).getLong() - NOW) <= 60_000;
    try {
      assertEquals(USER, server.readPayload(Handshakes.payload1(message1), Handshakes.at(NOW)));
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
    byte[] clientSalt = Handshakes.salt(message1);
    byte[] salt = Arrays.copyOf(octets, Envelope.SALT_LENGTH);
    byte[] fields = part(octets, salt.length, ClientHandshake.MESSAGE_2_FIELDS_LENGTH);
    byte[] head = Handshakes.head2(ek, clientSalt, salt, fields);
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
    int length = client.readHead(Handshakes.head2(ek, Handshakes.salt(message1), salt, fields));
    assertEquals(sealed.length, length);
    client.readPayload(sealed).close();
  }

  private byte[] answer(byte[] message1, EphemeralKeyPair ephemeral, byte[] payload)
      throws HandshakeException, InvalidKeyException, AEADBadTagException {
    byte[] clientEphemeral = Handshakes.fields(ek, message1).ephemeral();
    byte[] prologue = Envelope.prologue(Handshakes.head1(message1));
    var noise = new NoiseHandshake(prologue, key.publicKey().bytes());
    try (SharedSecret es = key.agree(clientEphemeral)) {
      noise.readMessage1(psk.bytes(), clientEphemeral, es, Handshakes.payload1(message1));
    }
    return noise.writeMessage2(ephemeral, clientEphemeral, payload);
  }
}
