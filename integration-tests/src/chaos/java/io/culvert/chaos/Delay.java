package io.culvert.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Delays everything, in order and without slowing the sender. Bytes in transit are queued here. */
final class Delay implements Flow {
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private record Due(long nanos, Step step, boolean last) {}

  private final Flow next;
  private final SplittableRandom random;
  private final long leastNanos;
  private final long mostNanos;
  private final BlockingQueue<Due> underWay = new LinkedBlockingQueue<>();

  Delay(Flow next, SplittableRandom random, Duration least, Duration most) {
    this.next = next;
    this.random = random;
    this.leastNanos = least.toNanos();
    this.mostNanos = most.toNanos();
    Thread.ofVirtual().name("chaos-delay").start(this::deliver);
  }

  private void deliver() {
    try {
      for (boolean more = true; more; ) {
        Due due = underWay.take();
        TimeUnit.NANOSECONDS.sleep(due.nanos() - System.nanoTime());
        due.step().run();
        more = !due.last();
      }
    } catch (IOException e) {
      next.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void later(Step step, boolean last) {
    underWay.add(
        new Due(System.nanoTime() + random.nextLong(leastNanos, mostNanos + 1), step, last));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
    later(() -> next.write(copy, 0, copy.length), false);
  }

  @Override
  public void end() {
    later(next::end, true);
  }

  @Override
  public void reset() {
    later(next::reset, true);
  }

  @Override
  public void close() {
    later(next::close, true);
  }
}
