package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.crypto.X25519;
import io.culvert.wire.HandshakeException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final long NOW = 1_800_000_000_000L;

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final UserId user = UserId.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);
  private ReplaySet replays = new ReplaySet(100);
  private long startedAt = NOW - 1_000_000;

  private ClientHandshake client() {
    return new ClientHandshake(key.publicKey(), user, psk, random, new byte[0]);
  }

  private ServerHandshake server() {
    return new ServerHandshake(
        key, id -> id.equals(user) ? Optional.of(psk) : Optional.empty(), replays, random);
  }

  private Reason refusal(ServerHandshake server, byte[] message1, long now) {
    return assertThrows(HandshakeException.class, () -> Handshakes.read(server, message1, at(now)))
        .reason();
  }

  private ServerTime at(long now) {
    return new ServerTime(now, now - startedAt);
  }

  @Test
  void bothSidesAgreeOnEveryStreamsKeys() throws Exception {
    var client = client();
    var server = server();
    Handshakes.read(server, client.message1(NOW), at(NOW));
    SessionKeys near = Handshakes.read(client, server.message2());
    SessionKeys far = server.keys();
    for (long stream = 0; stream < 3; stream++) {
      Records.assertCarries(near.sealer(stream), far.opener(stream));
      Records.assertCarries(far.sealer(stream), near.opener(stream));
    }
  }

  @Test
  void aStreamsKeysOpenNoOtherStream() throws Exception {
    var client = client();
    var server = server();
    Handshakes.read(server, client.message1(NOW), at(NOW));
    SessionKeys near = Handshakes.read(client, server.message2());
    SessionKeys far = server.keys();
    assertThrows(RecordException.class, () -> Records.assertCarries(near.sealer(0), far.opener(1)));
    assertThrows(
        RecordException.class, () -> Records.assertCarries(near.sealer(0), near.opener(0)));
  }

  @Test
  void refusesEveryFlippedByteOfMessage1() throws Exception {
    byte[] message1 = client().message1(NOW);
    for (int i = 0; i < message1.length; i++) {
      byte[] flipped = message1.clone();
      flipped[i] ^= 1;
      Reason reason = refusal(server(), flipped, NOW);
      assertEquals(
          i < ServerHandshake.MESSAGE_1_HEAD_LENGTH ? Reason.ENVELOPE : Reason.DECRYPTION,
          reason,
          "octet " + i);
    }
    Handshakes.read(server(), message1, at(NOW));
  }

  @Test
  void refusesEveryFlippedByteOfMessage2() throws Exception {
    var client = client();
    var server = server();
    Handshakes.read(server, client.message1(NOW), at(NOW));
    byte[] message2 = server.message2();
    for (int i = 0; i < ClientHandshake.MESSAGE_2_HEAD_LENGTH; i++) {
      byte[] flipped = message2.clone();
      flipped[i] ^= 1;
      assertThrows(HandshakeException.class, () -> Handshakes.read(client, flipped), "octet " + i);
    }
    byte[] flipped = message2.clone();
    flipped[message2.length - 1] ^= 1;
    assertThrows(HandshakeException.class, () -> Handshakes.read(client, flipped));
  }

  @Test
  void acceptsClocksSixtySecondsApartAndNoMore() throws Exception {
    Handshakes.read(server(), client().message1(NOW - 60_000), at(NOW));
    Handshakes.read(server(), client().message1(NOW + 60_000), at(NOW));
    assertEquals(Reason.CLOCK, refusal(server(), client().message1(NOW - 60_001), NOW));
    assertEquals(Reason.CLOCK, refusal(server(), client().message1(NOW + 60_001), NOW));
  }

  @Test
  void acceptsAMessageOnce() throws Exception {
    byte[] message1 = client().message1(NOW);
    Handshakes.read(server(), message1, at(NOW));
    assertEquals(Reason.REPLAY, refusal(server(), message1, NOW));
    assertEquals(Reason.REPLAY, refusal(server(), message1, NOW + 60_000));
  }

  @Test
  void remembersAMessageFromAheadForAsLongAsItsTimeIsAcceptable() throws Exception {
    byte[] message1 = client().message1(NOW + 60_000);
    Handshakes.read(server(), message1, at(NOW));
    assertEquals(Reason.REPLAY, refusal(server(), message1, NOW + 120_000));
    assertEquals(Reason.REPLAY, refusal(server(), message1, NOW + 179_999));
    assertEquals(Reason.CLOCK, refusal(server(), message1, NOW + 180_000));
  }

  /** Nothing of the payload is awaited: whoever only has a recording sees what junk meets. */
  @Test
  void refusesARecordingByItsHeadAlone() throws Exception {
    byte[] message1 = client().message1(NOW);
    Handshakes.read(server(), message1, at(NOW));
    assertEquals(Reason.REPLAY, refusalOfHead(message1, NOW));
    assertEquals(Reason.REPLAY, refusalOfHead(message1, NOW + 119_999));
    assertEquals(Reason.CLOCK, refusalOfHead(message1, NOW + 120_000));
    assertEquals(Reason.CLOCK, refusalOfHead(message1, NOW - 60_001));
    startedAt = NOW + 60_000;
    assertEquals(Reason.CLOCK, refusalOfHead(client().message1(NOW), NOW + 60_000));
  }

  private Reason refusalOfHead(byte[] message1, long now) {
    byte[] head = Handshakes.head1(message1);
    return assertThrows(HandshakeException.class, () -> server().readHead(head, at(now))).reason();
  }

  @Test
  void remembersAMessageUntilItsMinuteIsRefused() throws Exception {
    for (long ahead : new long[] {-60_000, -1, 0, 59_999, 60_000}) {
      replays = new ReplaySet(100);
      byte[] message1 = client().message1(NOW + ahead);
      Handshakes.read(server(), message1, at(NOW));
      for (long later = 0; later <= 200_000; later += 500) {
        long now = NOW + later;
        Reason reason = refusalOfHead(message1, now);
        assertTrue(reason == Reason.REPLAY || reason == Reason.CLOCK && later >= 60_000);
        forgetWhatIsOver(at(now).uptimeMillis());
      }
    }
  }

  /** By a message of long ago, which has no effect of its own. */
  private void forgetWhatIsOver(long uptimeMillis) {
    replays.remember(new byte[16], 0, uptimeMillis, uptimeMillis);
  }

  @Test
  void refusesMessagesFromBeforeItsStart() throws Exception {
    startedAt = NOW;
    assertEquals(Reason.CLOCK, refusal(server(), client().message1(NOW - 1), NOW));
    startedAt = NOW + 1;
    assertEquals(Reason.CLOCK, refusal(server(), client().message1(NOW), NOW + 1));
    startedAt = NOW;
    assertEquals(0, replays.size());
    Handshakes.read(server(), client().message1(NOW), at(NOW));
  }

  @Test
  void refusesWhenTheReplaySetIsFullAndRecovers() throws Exception {
    replays = new ReplaySet(2);
    Handshakes.read(server(), client().message1(NOW), at(NOW));
    Handshakes.read(server(), client().message1(NOW), at(NOW));
    assertEquals(Reason.REPLAY_SET_FULL, refusal(server(), client().message1(NOW), NOW));
    Handshakes.read(server(), client().message1(NOW + 122_000), at(NOW + 122_000));
    assertEquals(1, replays.size());
  }

  @Test
  void aForgedMessageDoesNotUseUpTheGenuineOne() throws Exception {
    byte[] message1 = client().message1(NOW);
    byte[] forged = message1.clone();
    forged[forged.length - 1] ^= 1;
    assertEquals(Reason.DECRYPTION, refusal(server(), forged, NOW));
    Handshakes.read(server(), message1, at(NOW));
  }

  @Test
  void refusesUnknownUsersAndWrongKeys() {
    var unknown =
        new ClientHandshake(key.publicKey(), UserId.generate(random), psk, random, new byte[0]);
    assertEquals(Reason.UNKNOWN_USER, refusal(server(), unknown.message1(NOW), NOW));
    var wrongPsk =
        new ClientHandshake(
            key.publicKey(), user, PresharedKey.generate(random), random, new byte[0]);
    assertEquals(Reason.DECRYPTION, refusal(server(), wrongPsk.message1(NOW), NOW));
    var otherServer = ServerKeyPair.generate(random).publicKey();
    var wrongServer = new ClientHandshake(otherServer, user, psk, random, new byte[0]);
    assertEquals(Reason.ENVELOPE, refusal(server(), wrongServer.message1(NOW), NOW));
  }

  @Test
  void refusesTheAnswerToAnotherClient() throws Exception {
    var one = client();
    var other = client();
    var server = server();
    Handshakes.read(server, other.message1(NOW), NOW);
    byte[] message2 = server.message2();
    one.message1(NOW);
    assertThrows(HandshakeException.class, () -> Handshakes.read(one, message2));
  }

  @Test
  void theFirstFlightHasNoFixedOctet() {
    byte[] first = client().message1(NOW);
    boolean[] varies = new boolean[ServerHandshake.MESSAGE_1_HEAD_LENGTH];
    for (int n = 0; n < 40; n++) {
      byte[] next = client().message1(NOW);
      for (int i = 0; i < varies.length; i++) {
        varies[i] |= next[i] != first[i];
      }
    }
    for (int i = 0; i < varies.length; i++) {
      assertTrue(varies[i], "octet " + i);
    }
  }

  @Test
  void aSaltPrefixComesFirst() throws Exception {
    byte[] prefix = "GET / HTTP/1".getBytes(StandardCharsets.US_ASCII);
    var client = new ClientHandshake(key.publicKey(), user, psk, random, prefix);
    byte[] message1 = client.message1(NOW);
    assertArrayEquals(prefix, Arrays.copyOf(message1, prefix.length));
    Handshakes.read(server(), message1, at(NOW));
  }

  @Test
  void keysAreComparedAndNeverPrinted() {
    assertEquals(psk, PresharedKey.of(psk.bytes()));
    assertNotEquals(psk, PresharedKey.generate(random));
    assertEquals("PresharedKey[redacted]", psk.toString());
    assertEquals("ServerKeyPair[redacted]", key.toString());
    assertEquals("ServerPublicKey[redacted]", key.publicKey().toString());
  }

  @Test
  void aKeysCopyMayBeOverwritten() {
    byte[] copy = psk.bytes();
    PresharedKey same = PresharedKey.of(copy);
    Arrays.fill(copy, (byte) 0);
    assertEquals(psk, same);
    assertArrayEquals(psk.bytes(), same.bytes());
  }

  @Test
  void refusesAnAgreementOfSmallOrder() {
    byte[] zero = new byte[32];
    assertThrows(
        java.security.InvalidKeyException.class,
        () -> X25519.agree(X25519.privateKey(random), zero));
  }
}
