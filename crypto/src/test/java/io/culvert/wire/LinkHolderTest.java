package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.Kdf;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.SharedSecret;
import io.culvert.crypto.UserId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * P12: What somebody learns from recorded first messages who holds a link to their server: its
 * public key, an id and a psk of his own. He cannot tell who sent a message, nor which came from
 * the same user.
 */
class LinkHolderTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final int MESSAGES = 400;

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final byte[] ek = Envelope.key(key.publicKey());
  private final UserId own = UserId.generate(random);
  private final UserId ali = UserId.generate(random);
  private final UserId eve = UserId.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);

  private byte[] message1(UserId user) {
    return new ClientHandshake(key.publicKey(), user, psk, random, new byte[0]).message1(NOW);
  }

  private List<Long> maskedIds(UserId user) throws HandshakeException {
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      seen.add(Handshakes.fields(ek, message1(user)).maskedId().value());
    }
    return seen;
  }

  @Test
  void theServerReadsTheId() throws Exception {
    byte[] message1 = message1(ali);
    Message1Fields fields = Handshakes.fields(ek, message1);
    assertEquals(ali, unmasked(key.agree(fields.ephemeral()), message1));
  }

  private UserId unmasked(SharedSecret es, byte[] message1) throws HandshakeException {
    Message1Fields fields = Handshakes.fields(ek, message1);
    return UserIdMask.apply(fields.maskedId(), es, Handshakes.salt(message1), fields.ephemeral());
  }

  @Test
  void aLinkHolderReadsTheEphemeralKeyTheMinuteAndTheLength() throws Exception {
    byte[] message1 = message1(ali);
    Message1Fields fields = Handshakes.fields(ek, message1);
    assertEquals(NOW / 60_000, fields.minute());
    assertEquals(Handshakes.payload1(message1).length, fields.length());
    assertFalse(ByteBuffer.wrap(fields.ephemeral()).equals(ByteBuffer.allocate(32)));
  }

  /** Every agreement that he can compute, and every key that he has in place of one. */
  @Test
  void aLinkHolderCannotUnmaskTheId() throws Exception {
    byte[] message1 = message1(ali);
    Message1Fields fields = Handshakes.fields(ek, message1);
    assertNotEquals(ali, fields.maskedId());
    var pair = EphemeralKeyPair.generate(random);
    List<SharedSecret> agreements = new ArrayList<>();
    agreements.add(pair.agree(fields.ephemeral()));
    agreements.add(pair.agree(key.publicKey().bytes()));
    for (byte[] known : List.of(ek, key.publicKey().bytes(), psk.bytes(), fields.ephemeral())) {
      var asPrivateKey = EphemeralKeyPair.of(known.clone());
      agreements.add(asPrivateKey.agree(fields.ephemeral()));
      agreements.add(asPrivateKey.agree(key.publicKey().bytes()));
      byte[] info = Envelope.concat("culvert/2 user".getBytes("US-ASCII"), fields.ephemeral());
      byte[] mask = Kdf.hkdf(Handshakes.salt(message1), known, info, UserId.LENGTH);
      assertNotEquals(ali.value(), fields.maskedId().value() ^ ByteBuffer.wrap(mask).getLong());
    }
    for (SharedSecret secret : agreements) {
      assertNotEquals(ali, unmasked(secret, message1));
    }
  }

  @Test
  void messagesOfOneUserLookLikeThoseOfMany() throws Exception {
    List<Long> alis = maskedIds(ali);
    assertEquals(MESSAGES, new HashSet<>(alis).size());
    Set<Long> differences = new HashSet<>();
    for (int i = 1; i < MESSAGES; i++) {
      differences.add(alis.get(i) ^ alis.get(i - 1));
    }
    assertEquals(MESSAGES - 1, differences.size());
    for (int bit = 0; bit < Long.SIZE; bit++) {
      int shift = bit;
      long set = alis.stream().filter(id -> (id >>> shift & 1) == 1).count();
      assertTrue(set > 0.35 * MESSAGES && set < 0.65 * MESSAGES, "bit " + bit + ": " + set);
    }
  }

  /** Were one mask used twice, its two ids would differ as the users' ids do. */
  @Test
  void idsOfTwoUsersAreNotLinked() throws Exception {
    Set<Long> alis = new HashSet<>(maskedIds(ali));
    long difference = ali.value() ^ eve.value();
    for (long seen : maskedIds(eve)) {
      assertFalse(alis.contains(seen));
      assertFalse(alis.contains(seen ^ difference));
      assertNotEquals(own.value(), seen);
    }
  }
}
