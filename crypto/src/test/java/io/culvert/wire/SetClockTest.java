package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.wire.HandshakeException.Reason;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** P10: a server whose wall clock is set while it runs. */
class SetClockTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final UserId user = UserId.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);
  private final ReplaySet replays = new ReplaySet(10_000);
  private long unixMillis = NOW;
  private long uptimeMillis;

  private byte[] message1(long sentMillis) {
    return new ClientHandshake(key.publicKey(), user, psk, random, new byte[0])
        .message1(sentMillis);
  }

  private ServerHandshake server() {
    return new ServerHandshake(key, id -> Optional.of(psk), replays, random);
  }

  private ServerTime now() {
    return new ServerTime(unixMillis, uptimeMillis);
  }

  private void pass(long millis) {
    unixMillis += millis;
    uptimeMillis += millis;
  }

  private void accept(byte[] message1) throws HandshakeException {
    Handshakes.read(server(), message1, now());
  }

  private Reason refusal(byte[] message1) {
    return assertThrows(HandshakeException.class, () -> accept(message1)).reason();
  }

  private Reason refusalOfHead(byte[] message1) {
    byte[] head = Handshakes.head1(message1);
    return assertThrows(HandshakeException.class, () -> server().readHead(head, now())).reason();
  }

  @Test
  void p10AServerThatStartedWithItsClockAheadServesAsSoonAsItIsRight() throws Exception {
    unixMillis = NOW + HOUR;
    pass(10 * MINUTE);
    assertEquals(Reason.CLOCK, refusal(message1(NOW)));
    unixMillis = NOW;
    accept(message1(NOW));
    assertEquals(Reason.CLOCK, refusal(message1(NOW - MINUTE - 1)));
  }

  @Test
  void p10TheStartMovesWithTheClock() throws Exception {
    pass(20_000);
    unixMillis -= HOUR;
    assertEquals(Reason.CLOCK, refusal(message1(unixMillis - 20_001)));
    accept(message1(unixMillis - 20_000));
    unixMillis += 3 * HOUR;
    assertEquals(Reason.CLOCK, refusal(message1(unixMillis - 20_001)));
    accept(message1(unixMillis - 20_000));
  }

  @Test
  void p10AMessageIsKnownAfterTheClockIsSetBack() throws Exception {
    pass(HOUR);
    byte[] message1 = message1(unixMillis);
    accept(message1);
    pass(1_000);
    unixMillis -= MINUTE;
    assertEquals(Reason.REPLAY, refusal(message1));
    accept(message1(unixMillis));
  }

  @Test
  void p10TagsAgeByTheMonotonicClock() throws Exception {
    pass(HOUR);
    byte[] message1 = message1(unixMillis);
    accept(message1);
    unixMillis += HOUR; // by which nothing is forgotten
    accept(message1(unixMillis));
    assertEquals(2, replays.size());
    unixMillis -= HOUR;
    assertEquals(Reason.REPLAY, refusal(message1));
    unixMillis -= HOUR; // by which nothing is kept for longer
    pass(3 * MINUTE);
    assertEquals(Reason.CLOCK, refusal(message1(unixMillis)));
    assertEquals(0, replays.size());
  }

  @Test
  void p10AForgottenMessageIsRefusedWhenTheClockComesBackToItsTime() throws Exception {
    pass(HOUR);
    long then = unixMillis;
    byte[] message1 = message1(then);
    accept(message1);
    pass(10 * MINUTE);
    byte[] later = message1(unixMillis);
    accept(later);
    assertEquals(1, replays.size());
    unixMillis = then;
    assertEquals(Reason.CLOCK, refusalOfHead(message1));
    assertEquals(Reason.CLOCK, refusalOfHead(message1(then)));
    pass(MINUTE);
    accept(message1(then + MINUTE));
    unixMillis = then + 10 * MINUTE;
    assertEquals(Reason.REPLAY, refusal(later));
  }

  /** Whatever the clocks of server and clients do. */
  @Test
  void p10NoMessageIsAcceptedTwice() {
    var steps = new Random(10);
    List<byte[]> recorded = new ArrayList<>();
    int accepted = 0;
    for (int i = 0; i < 3_000; i++) {
      pass(steps.nextLong(MINUTE / 2));
      if (steps.nextInt(10) == 0) {
        unixMillis += steps.nextLong(-10 * MINUTE, 10 * MINUTE);
      }
      byte[] message1 = message1(unixMillis + steps.nextLong(-MINUTE, MINUTE));
      if (isAccepted(message1)) {
        accepted++;
        recorded.add(message1);
      }
      for (int j = 0; j < 10 && !recorded.isEmpty(); j++) {
        int one = Math.max(0, recorded.size() - 1 - steps.nextInt(60));
        assertTrue(!isAccepted(recorded.get(one)), "step " + i);
      }
    }
    assertTrue(accepted > 300, accepted + " accepted");
  }

  private boolean isAccepted(byte[] message1) {
    try {
      accept(message1);
      return true;
    } catch (HandshakeException e) {
      return false;
    }
  }
}
