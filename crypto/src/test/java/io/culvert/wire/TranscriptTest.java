package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.wire.HandshakeException.Reason;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * P12: Somebody on the path who holds a link, and so can open and seal both envelopes: whatever
 * octet of a head he changes, the two sides do not come together.
 */
class TranscriptTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final int FIELDS = Envelope.SALT_LENGTH;

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final UserId user = UserId.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);
  private final byte[] ek = Envelope.key(key.publicKey());
  private final byte[] message1 = client().message1(NOW);
  private final byte[] clientSalt = Handshakes.salt(message1);

  private ClientHandshake client() {
    return new ClientHandshake(key.publicKey(), user, psk, random, new byte[0]);
  }

  private ServerHandshake server() {
    return new ServerHandshake(
        key, id -> id.equals(user) ? Optional.of(psk) : Optional.empty(), new ReplaySet(1), random);
  }

  /** Salt and fields in clear with one bit of one octet changed. */
  private static byte[] changed(byte[] salt, byte[] fields, int octet, int bit) {
    byte[] clear = Envelope.concat(salt, fields);
    clear[octet] ^= (byte) (1 << bit);
    return clear;
  }

  private static byte[] saltOf(byte[] clear) {
    return Arrays.copyOf(clear, FIELDS);
  }

  private static byte[] fieldsOf(byte[] clear) {
    return Arrays.copyOfRange(clear, FIELDS, clear.length);
  }

  @Test
  void everyBitOfHead1IsInTheTranscript() throws Exception {
    byte[] fields = Handshakes.fields(ek, message1).octets();
    for (int octet = 0; octet < FIELDS + fields.length; octet++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] clear = changed(clientSalt, fields, octet, bit);
        Reason reason = refusal(Handshakes.head1(ek, saltOf(clear), fieldsOf(clear)));
        Set<Reason> expected =
            Set.of(Reason.DECRYPTION, Reason.UNKNOWN_USER, Reason.CLOCK, Reason.MALFORMED);
        assertTrue(expected.contains(reason), octet + "." + bit + " " + reason);
      }
    }
    Handshakes.read(server(), message1, NOW);
  }

  private Reason refusal(byte[] head) {
    ServerHandshake server = server();
    return assertThrows(
            HandshakeException.class,
            () -> {
              int length = server.readHead(head, Handshakes.at(NOW));
              server.readPayload(
                  Arrays.copyOf(Handshakes.payload1(message1), length), Handshakes.at(NOW));
            })
        .reason();
  }

  /** The neighbouring minute is timely, and the highest bit of a public key means nothing. */
  @Test
  void aHeadThatMeansTheSameIsRefusedAsAForgery() throws Exception {
    Message1Fields fields = Handshakes.fields(ek, message1);
    byte[] later = fields.octets();
    later[43] ^= 1;
    assertEquals(fields.minute() + 1, Message1Fields.of(later).minute());
    assertEquals(Reason.DECRYPTION, refusal(Handshakes.head1(ek, clientSalt, later)));
    byte[] sameKey = fields.octets();
    sameKey[31] ^= (byte) 0x80;
    assertEquals(Reason.UNKNOWN_USER, refusal(Handshakes.head1(ek, clientSalt, sameKey)));
  }

  @Test
  void anIdThatIsChangedIntoAnotherUsersIsRefused() throws Exception {
    var other = UserId.generate(random);
    Message1Fields genuine = Handshakes.fields(ek, message1);
    var moved = new UserId(genuine.maskedId().value() ^ user.value() ^ other.value());
    var fields = new Message1Fields(genuine.ephemeral(), moved, genuine.minute(), genuine.length());
    var server =
        new ServerHandshake(
            key,
            id -> id.equals(other) ? Optional.of(psk) : Optional.empty(),
            new ReplaySet(1),
            random);
    server.readHead(Handshakes.head1(ek, clientSalt, fields.octets()), Handshakes.at(NOW));
    var refused =
        assertThrows(
            HandshakeException.class,
            () -> server.readPayload(Handshakes.payload1(message1), Handshakes.at(NOW)));
    assertEquals(Reason.DECRYPTION, refused.reason());
  }

  @Test
  void everyBitOfHead2IsInTheTranscript() throws Exception {
    int length = FIELDS + ClientHandshake.MESSAGE_2_FIELDS_LENGTH;
    for (int octet = 0; octet < length; octet++) {
      for (int bit = 0; bit < 8; bit++) {
        ServerHandshake server = server();
        ClientHandshake fresh = client();
        byte[] first = fresh.message1(NOW);
        Handshakes.read(server, first, NOW);
        byte[] forged = resealed(Handshakes.salt(first), server.message2(), octet, bit);
        if (octet < FIELDS) {
          assertNoRecordPasses(Handshakes.read(fresh, forged), server.keys());
        } else {
          assertThrows(HandshakeException.class, () -> opened(fresh, forged), octet + "." + bit);
        }
      }
    }
  }

  private byte[] resealed(byte[] salt1, byte[] message2, int octet, int bit)
      throws HandshakeException {
    byte[] salt = Handshakes.salt(message2);
    int length = ClientHandshake.MESSAGE_2_FIELDS_LENGTH;
    byte[] head = Handshakes.head2(message2);
    byte[] fields = Envelope.ofMessage2(ek, salt1, salt, length).open(head);
    assertArrayEquals(head, Handshakes.head2(ek, salt1, salt, fields));
    byte[] clear = changed(salt, fields, octet, bit);
    byte[] forged = Handshakes.head2(ek, salt1, saltOf(clear), fieldsOf(clear));
    return Envelope.concat(forged, Handshakes.payload2(message2));
  }

  /** As many octets of the payload as the head says. */
  private static SessionKeys opened(ClientHandshake client, byte[] message2)
      throws HandshakeException {
    int length = client.readHead(Handshakes.head2(message2));
    return client.readPayload(Arrays.copyOf(Handshakes.payload2(message2), length));
  }

  private static void assertNoRecordPasses(SessionKeys near, SessionKeys far) {
    assertThrows(RecordException.class, () -> Records.assertCarries(near.sealer(0), far.opener(0)));
    assertThrows(RecordException.class, () -> Records.assertCarries(far.sealer(0), near.opener(0)));
  }
}
