package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fault 21: whether the time of a compare tells where the first difference is, and that of a
 * refusal whether a user exists. Two classes of input in random order; Welch's t over their times.
 */
@Tag("soak")
class TimingTest {
  private static final int SAMPLES = 1_000_000;
  private static final int HANDSHAKES = 50_000;
  private static final long NOW = 1_800_000_000_000L;

  /** The usual bound of such tests, far beyond chance. */
  private static final double BOUND = 4.5;

  private final SecureRandom random = new SecureRandom();
  private final byte[] secret = new byte[32];
  private final ServerKeyPair server = ServerKeyPair.generate(random);
  private final Optional<PresharedKey> psk = Optional.of(PresharedKey.generate(random));
  private long sink;

  private static byte[] flipped(byte[] genuine, int octet) {
    byte[] wrong = genuine.clone();
    wrong[octet] ^= 1;
    return wrong;
  }

  /**
   * Welch's t between both classes, over the times below the 90th percentile of all. Each input is
   * a new object, so that where it lies in memory says nothing of its class.
   *
   * @param input makes one of class 0 or 1
   */
  private static <T> double welch(int samples, IntFunction<T> input, Consumer<T> compare) {
    var order = new Random(20);
    long[] times = new long[samples];
    int[] classes = new int[samples];
    for (int i = -samples / 5; i < samples; i++) {
      int chosen = order.nextInt(2);
      T one = input.apply(chosen);
      long start = System.nanoTime();
      compare.accept(one);
      long took = System.nanoTime() - start;
      times[Math.max(i, 0)] = took;
      classes[Math.max(i, 0)] = chosen;
    }
    return welch(times, classes);
  }

  private static double welch(long[] times, int[] classes) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    long cut = sorted[(int) (sorted.length * 0.9)];
    Moments[] moments = {new Moments(), new Moments()};
    for (int i = 0; i < times.length; i++) {
      if (times[i] <= cut) {
        moments[classes[i]].add(times[i]);
      }
    }
    double error = Math.sqrt(moments[0].errorOfMean() + moments[1].errorOfMean());
    return (moments[0].mean - moments[1].mean) / error;
  }

  /** Mean and variance by Welford's method. */
  private static final class Moments {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
      count++;
      double delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    }

    double errorOfMean() {
      return squares / (count - 1) / count;
    }
  }

  /** A shared machine may disturb one measurement; a leak shows in all. */
  private static <T> void assertConstantTime(
      int samples, IntFunction<T> input, Consumer<T> compare) {
    double least = Double.MAX_VALUE;
    for (int attempt = 0; attempt < 3 && least >= BOUND; attempt++) {
      least = Math.min(least, Math.abs(welch(samples, input, compare)));
    }
    assertTrue(least < BOUND, "|t| = " + least);
  }

  @Test
  void fault21AKeysCompareDoesNotTellWhereItDiffers() {
    random.nextBytes(secret);
    PresharedKey key = PresharedKey.of(secret);
    assertConstantTime(
        SAMPLES,
        last -> PresharedKey.of(flipped(secret, 31 * last)),
        wrong -> sink += key.equals(wrong) ? 1 : 0);
  }

  @Test
  void fault21AnEnvelopesTagDoesNotTellWhereItDiffers() {
    byte[] salt = new byte[Envelope.SALT_LENGTH];
    Envelope envelope = Envelope.ofMessage1(secret, salt, Message1Fields.LENGTH);
    byte[] head = envelope.seal(salt, new byte[Message1Fields.LENGTH]);
    int tag = head.length - Envelope.TAG_LENGTH;
    assertConstantTime(
        SAMPLES,
        last -> flipped(head, tag + last * (Envelope.TAG_LENGTH - 1)),
        wrong -> {
          try {
            sink += envelope.open(wrong).length;
          } catch (HandshakeException e) {
            sink++;
          }
        });
  }

  /** Else a link holder could ask a server with a fallback whose id a recorded message has. */
  @Test
  void fault21AnIdThatNobodyHasTakesTheTimeOfAWrongKey() throws Exception {
    byte[][] messages = {message1(new UserId(1)), message1(new UserId(2))};
    assertConstantTime(HANDSHAKES, unknown -> refusal(messages[unknown]), Runnable::run);
  }

  private byte[] message1(UserId user) throws Exception {
    byte[] ek = Envelope.key(server.publicKey());
    byte[] label = "culvert/2".getBytes(StandardCharsets.US_ASCII);
    var maker = new Handshakes.Message1(ek, label, user, PresharedKey.generate(random));
    return maker.of(server, EphemeralKeyPair.generate(random), NOW, new byte[11]);
  }

  /** What a server does with the payload, which is wrong, once it has the head. */
  private Runnable refusal(byte[] message1) {
    var handshake =
        new ServerHandshake(
            server, id -> id.value() == 1 ? psk : Optional.empty(), new ReplaySet(1), random);
    byte[] payload = Handshakes.payload1(message1);
    try {
      handshake.readHead(Handshakes.head1(message1), Handshakes.at(NOW));
    } catch (HandshakeException e) {
      throw new IllegalStateException(e);
    }
    return () -> {
      try {
        sink += handshake.readPayload(payload, Handshakes.at(NOW)).value();
      } catch (HandshakeException e) {
        sink++;
      }
    };
  }

  /** The measurement itself: a compare that stops at the first difference is caught. */
  @Test
  void aCompareThatStopsEarlyIsCaught() {
    random.nextBytes(secret);
    double t =
        welch(
            SAMPLES,
            last -> flipped(secret, 31 * last),
            wrong -> {
              int i = 0;
              while (i < wrong.length && wrong[i] == secret[i]) {
                i++;
              }
              sink += i;
            });
    assertTrue(Math.abs(t) > BOUND, "|t| = " + Math.abs(t));
  }
}
