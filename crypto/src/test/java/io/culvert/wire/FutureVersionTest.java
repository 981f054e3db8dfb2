package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.Kdf;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.wire.HandshakeException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fault 31: a message of another version, right in all but its labels, is refused by the first
 * check, like junk, and so gets the same silence.
 */
class FutureVersionTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final UserId USER = new UserId(1);

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);

  private static byte[] label(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] envelopeKey(String label) {
    return Kdf.hkdf(new byte[0], key.publicKey().bytes(), label(label), Kdf.HASH_LENGTH);
  }

  /** What a server of this version says to a message 1 with these labels. */
  private void answer(String envelopeLabel, String prologueLabel) throws Exception {
    var maker =
        new Handshakes.Message1(envelopeKey(envelopeLabel), label(prologueLabel), USER, psk);
    byte[] payload = ByteBuffer.allocate(11).putLong(NOW).array();
    byte[] message1 = maker.of(key, EphemeralKeyPair.generate(random), NOW, payload);
    var server = new ServerHandshake(key, id -> Optional.of(psk), new ReplaySet(1), random);
    Handshakes.read(server, message1, NOW);
  }

  private Reason refusal(String envelopeLabel, String prologueLabel) {
    return assertThrows(HandshakeException.class, () -> answer(envelopeLabel, prologueLabel))
        .reason();
  }

  @Test
  void thisVersionIsAccepted() throws Exception {
    answer("culvert/2 envelope", "culvert/2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"culvert/1", "culvert/3"})
  void anotherVersionIsRefusedAsJunkIs(String version) {
    assertEquals(Reason.ENVELOPE, refusal(version + " envelope", version));
  }

  @Test
  void anotherPrologueIsRefusedAsAForgeryIs() {
    assertEquals(Reason.DECRYPTION, refusal("culvert/2 envelope", "culvert/3"));
  }
}
