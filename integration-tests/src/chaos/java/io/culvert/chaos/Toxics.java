package io.culvert.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The faults. Positions and block numbers count from 0, in the direction that the toxic is set on.
 */
public final class Toxics {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private Toxics() {}

  /** Everything arrives later by a time drawn between these. */
  public static Toxic latency(Duration least, Duration most) {
    return (next, random) -> new Delay(next, random, least, most);
  }

  /** At most so many bytes a second; the sender waits. */
  public static Toxic bandwidth(long bytesPerSecond) {
    return blocks((flow, block, offset, length) -> {
      flow.next.write(block, offset, length);
      TimeUnit.NANOSECONDS.sleep(SECOND_NANOS * length / bytesPerSecond);
    });
  }

  /**
   * Blocks arrive in pieces of 1 to {@code most} bytes, each in a write of its own, with a pause
   * after each.
   */
  public static Toxic slicer(int most, Duration pause) {
    return (next, random) ->
        new Counted(next) {
          @Override
          void pass(byte[] block, int offset, int length) throws IOException, InterruptedException {
            for (int done = 0, size; done < length; done += size) {
              size = Math.min(length - done, random.nextInt(1, most + 1));
              next.write(block, offset + done, size);
              TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
          }
        };
  }

  /** After so many bytes, a FIN in this direction; the other goes on. */
  public static Toxic endAfter(long bytes) {
    return (next, random) -> new Cut(next, bytes, Flow::end);
  }

  /** After so many bytes, a RST to both ends. */
  public static Toxic resetAfter(long bytes) {
    return (next, random) -> new Cut(next, bytes, Flow::reset);
  }

  /** After so many bytes, both directions are closed. */
  public static Toxic limit(long bytes) {
    return (next, random) -> new Cut(next, bytes, Flow::close);
  }

  /** After so many bytes nothing arrives any more, not even an end; the sender notices nothing. */
  public static Toxic blackHoleAfter(long bytes) {
    return (next, random) -> new Cut(next, bytes, flow -> {});
  }

  /** After so many bytes nothing is taken any more: the sender's buffers fill up. */
  public static Toxic stallAfter(long bytes) {
    return (next, random) -> new Cut(next, bytes, flow -> Thread.sleep(Long.MAX_VALUE));
  }

  /** The byte at this position arrives with these bits turned over. */
  public static Toxic flip(long position, int bits) {
    return blocks((flow, block, offset, length) -> {
      byte[] copy = Arrays.copyOfRange(block, offset, offset + length);
      if (position >= flow.bytes && position < flow.bytes + length) {
        copy[(int) (position - flow.bytes)] ^= (byte) bits;
      }
      flow.next.write(copy, 0, length);
    });
  }

  /** This block never arrives. */
  public static Toxic drop(int number) {
    return blocks((flow, block, offset, length) -> {
      if (flow.blocks != number) {
        flow.next.write(block, offset, length);
      }
    });
  }

  /** This block arrives twice. */
  public static Toxic duplicate(int number) {
    return blocks((flow, block, offset, length) -> {
      flow.next.write(block, offset, length);
      if (flow.blocks == number) {
        flow.next.write(block, offset, length);
      }
    });
  }

  /** This block arrives after the one behind it. */
  public static Toxic reorder(int number) {
    return (next, random) ->
        new Counted(next) {
          private byte[] held = new byte[0];

          @Override
          void pass(byte[] block, int offset, int length) throws IOException, InterruptedException {
            if (blocks == number) {
              held = Arrays.copyOfRange(block, offset, offset + length);
              return;
            }
            next.write(block, offset, length);
            release();
          }

          private void release() throws IOException, InterruptedException {
            next.write(held, 0, held.length);
            held = new byte[0];
          }

          @Override
          public void end() throws IOException, InterruptedException {
            release();
            next.end();
          }
        };
  }

  /** This harm begins behind so many sound blocks, and its own counts with it. */
  public static Toxic behind(int sound, Toxic harm) {
    return (sink, random) ->
        new Counted(harm.over(sink, random)) {
          @Override
          void pass(byte[] block, int offset, int length) throws IOException, InterruptedException {
            Flow flow = blocks < sound ? sink : next;
            flow.write(block, offset, length);
          }
        };
  }

  /** No harm: tells of each block when what lies behind has handled it. */
  public static Toxic telling(Runnable each) {
    return blocks((flow, block, offset, length) -> {
      try {
        flow.next.write(block, offset, length);
      } finally {
        each.run();
      }
    });
  }

  private interface Block {
    void pass(Counted flow, byte[] block, int offset, int length)
        throws IOException, InterruptedException;
  }

  private static Toxic blocks(Block each) {
    return (next, random) ->
        new Counted(next) {
          @Override
          void pass(byte[] block, int offset, int length) throws IOException, InterruptedException {
            each.pass(this, block, offset, length);
          }
        };
  }
}
