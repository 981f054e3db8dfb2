package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.Kdf;
import io.culvert.crypto.NoiseHandshake;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.wire.HandshakeException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Fault 31: a message of "culvert/2", right in all but its labels, is refused by the first check,
 * like junk, and so gets the same silence.
 */
class FutureVersionTest {
  private static final long NOW = 1_800_000_000_000L;

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);
  private final byte[] salt = new byte[Envelope.SALT_LENGTH];

  private static byte[] label(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] envelopeKey(String label) {
    return Kdf.hkdf(new byte[0], key.publicKey().bytes(), label(label), Kdf.HASH_LENGTH);
  }

  /** What a server of this version says to a message 1 with these labels. */
  private void answer(String envelopeLabel, String prologueLabel) throws Exception {
    var ephemeral = EphemeralKeyPair.generate(random);
    byte[] payload = ByteBuffer.allocate(11).putLong(NOW).array();
    byte[] sealed =
        new NoiseHandshake(Envelope.concat(label(prologueLabel), salt), key.publicKey().bytes())
            .writeMessage1(psk.bytes(), ephemeral, key.publicKey().bytes(), payload);
    byte[] fields =
        ByteBuffer.allocate(ServerHandshake.MESSAGE_1_FIELDS_LENGTH)
            .put(ephemeral.publicKey())
            .putLong(1)
            .putShort((short) sealed.length)
            .array();
    var server = new ServerHandshake(key, id -> Optional.of(psk), new ReplaySet(1), 0, random);
    server.readHead(
        Envelope.ofMessage1(envelopeKey(envelopeLabel), salt, fields.length).seal(salt, fields));
    server.readPayload(sealed, NOW);
  }

  @Test
  void thisVersionIsAccepted() throws Exception {
    answer("culvert/1 envelope", "culvert/1");
  }

  @Test
  void theNextVersionIsRefusedAsJunkIs() {
    var refused =
        assertThrows(HandshakeException.class, () -> answer("culvert/2 envelope", "culvert/2"));
    assertEquals(Reason.ENVELOPE, refused.reason());
  }

  @Test
  void anotherPrologueIsRefusedAsAForgeryIs() {
    var refused =
        assertThrows(HandshakeException.class, () -> answer("culvert/1 envelope", "culvert/2"));
    assertEquals(Reason.DECRYPTION, refused.reason());
  }
}
