package io.culvert.socks;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Gives a parser octets that nobody should send: random ones, and near misses of what clients do
 * send, split anywhere. It may end in its own exception or in an EOFException, and may allocate so
 * much and no more.
 */
public final class AnyOctets {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MAX_RANDOM_LENGTH = 600;

  /** What is under test. */
  @FunctionalInterface
  public interface Parser {
    void parse(InputStream in) throws IOException;
  }

  private final Random random;
  private final Class<? extends IOException> own;
  private final long maxAllocatedBytes;

  public AnyOctets(long seed, Class<? extends IOException> own, long maxAllocatedBytes) {
    this.random = new Random(seed);
    this.own = own;
    this.maxAllocatedBytes = maxAllocatedBytes;
  }

  /**
   * @param genuine messages whose near misses are tried
   */
  public void feed(int rounds, List<byte[]> genuine, Parser parser) {
    for (int round = 0; round < rounds; round++) {
      byte[] base = genuine.get(random.nextInt(genuine.size()));
      byte[] octets = round % 4 == 0 ? random() : nearMiss(base);
      // What runs for the first time links classes and call sites: it may try once more.
      if (allocated(parser, octets) > maxAllocatedBytes) {
        long again = allocated(parser, octets);
        assertTrue(again <= maxAllocatedBytes, () -> again + " bytes allocated for " + hex(octets));
      }
    }
  }

  private long allocated(Parser parser, byte[] octets) {
    var in = new Split(octets, random.nextLong());
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      parser.parse(in);
    } catch (EOFException e) {
      assertTrue(in.ended, () -> "an end was seen before the end of " + hex(octets));
    } catch (IOException | RuntimeException e) {
      if (!own.isInstance(e)) {
        fail(e.getClass() + " for " + hex(octets), e);
      }
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private byte[] random() {
    byte[] octets = new byte[random.nextInt(MAX_RANDOM_LENGTH)];
    random.nextBytes(octets);
    return octets;
  }

  /** One to three changes: an octet, a cut, a doubled part, a part of another place. */
  private byte[] nearMiss(byte[] genuine) {
    byte[] octets = genuine.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0 && octets.length > 0; changes--) {
      int at = random.nextInt(octets.length);
      switch (random.nextInt(4)) {
        case 0 -> octets[at] = (byte) random.nextInt(256);
        case 1 -> octets = Arrays.copyOf(octets, at);
        case 2 -> octets = inserted(octets, at, new byte[] {(byte) random.nextInt(256)});
        default ->
            octets = inserted(octets, at, Arrays.copyOf(octets, random.nextInt(octets.length)));
      }
    }
    return octets;
  }

  private static byte[] inserted(byte[] octets, int at, byte[] part) {
    byte[] longer = Arrays.copyOf(octets, octets.length + part.length);
    System.arraycopy(octets, at, longer, at + part.length, octets.length - at);
    System.arraycopy(part, 0, longer, at, part.length);
    return longer;
  }

  private static String hex(byte[] octets) {
    String start = HexFormat.of().formatHex(octets, 0, Math.min(octets.length, MAX_RANDOM_LENGTH));
    return octets.length + " octets: " + start;
  }

  /** Gives any part of what is asked for, as a network does, and never tells what is available. */
  private static final class Split extends InputStream {
    private final ByteArrayInputStream in;
    private final Random random;
    private boolean ended;

    Split(byte[] octets, long seed) {
      in = new ByteArrayInputStream(octets);
      random = new Random(seed);
    }

    @Override
    public int read() {
      int octet = in.read();
      ended |= octet < 0;
      return octet;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      int count = length == 0 ? 0 : in.read(to, offset, 1 + random.nextInt(length));
      ended |= count < 0;
      return count;
    }
  }
}
