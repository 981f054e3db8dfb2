package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fault 21: whether the time of a compare tells where the first difference is. Two classes of
 * input, one wrong in its first octet and one in its last, in random order; Welch's t over their
 * times.
 */
@Tag("soak")
class TimingTest {
  private static final int SAMPLES = 1_000_000;
  private static final int WARM_UP = 200_000;

  /** The usual bound of such tests, far beyond chance. */
  private static final double BOUND = 4.5;

  private final SecureRandom random = new SecureRandom();
  private final byte[] secret = new byte[32];
  private long sink;

  private static byte[] flipped(byte[] genuine, int octet) {
    byte[] wrong = genuine.clone();
    wrong[octet] ^= 1;
    return wrong;
  }

  /**
   * Welch's t between both classes, over the times below the 90th percentile of all. Each input is
   * a new object, so that where it lies in memory says nothing of its class.
   */
  private static <T> double welch(
      byte[] genuine, int[] octets, Function<byte[], T> maker, Consumer<T> compare) {
    var order = new Random(20);
    long[] times = new long[SAMPLES];
    int[] classes = new int[SAMPLES];
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      int chosen = order.nextInt(2);
      T input = maker.apply(flipped(genuine, octets[chosen]));
      long start = System.nanoTime();
      compare.accept(input);
      long took = System.nanoTime() - start;
      times[Math.max(i, 0)] = took;
      classes[Math.max(i, 0)] = chosen;
    }
    return welch(times, classes);
  }

  private static double welch(long[] times, int[] classes) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    long cut = sorted[(int) (SAMPLES * 0.9)];
    Moments[] moments = {new Moments(), new Moments()};
    for (int i = 0; i < SAMPLES; i++) {
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
      byte[] genuine, int[] octets, Function<byte[], T> maker, Consumer<T> compare) {
    double least = Double.MAX_VALUE;
    for (int attempt = 0; attempt < 3 && least >= BOUND; attempt++) {
      least = Math.min(least, Math.abs(welch(genuine, octets, maker, compare)));
    }
    assertTrue(least < BOUND, "|t| = " + least);
  }

  @Test
  void fault21AKeysCompareDoesNotTellWhereItDiffers() {
    random.nextBytes(secret);
    PresharedKey key = PresharedKey.of(secret);
    assertConstantTime(
        secret, new int[] {0, 31}, PresharedKey::of, wrong -> sink += key.equals(wrong) ? 1 : 0);
  }

  @Test
  void fault21AnEnvelopesTagDoesNotTellWhereItDiffers() {
    byte[] salt = new byte[Envelope.SALT_LENGTH];
    Envelope envelope = Envelope.ofMessage1(secret, salt, 42);
    byte[] head = envelope.seal(salt, new byte[42]);
    int tag = head.length - Envelope.TAG_LENGTH;
    assertConstantTime(
        head,
        new int[] {tag, head.length - 1},
        Function.identity(),
        wrong -> {
          try {
            sink += envelope.open(wrong).length;
          } catch (HandshakeException e) {
            sink++;
          }
        });
  }

  /** The measurement itself: a compare that stops at the first difference is caught. */
  @Test
  void aCompareThatStopsEarlyIsCaught() {
    random.nextBytes(secret);
    double t =
        welch(
            secret,
            new int[] {0, 31},
            Function.identity(),
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
