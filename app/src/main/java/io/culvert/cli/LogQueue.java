package io.culvert.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * Lines on their way to a stream, written in order by one daemon thread. Whoever adds a line never
 * waits for the stream's reader: lines that find no room are dropped and counted, until half of the
 * room is free again. A line in their place tells how many they were. Thread-safe.
 */
final class LogQueue implements AutoCloseable {
  /** Characters that may wait: some ten thousand lines. */
  static final int CAPACITY = 1 << 20;

  /** The longest wait for the reader when lines have to be out, as at the end of the process. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final PrintStream out;
  private final LongFunction<String> lineAboutDropped;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Condition written = lock.newCondition();
  private final Queue<String> lines = new ArrayDeque<>();
  private int room = CAPACITY;
  private long dropped;
  private long addedCount;
  private long writtenCount;

  /**
   * Starts the thread.
   *
   * @param lineAboutDropped makes a line of the number of lines that were dropped
   */
  LogQueue(PrintStream out, LongFunction<String> lineAboutDropped) {
    this.out = out;
    this.lineAboutDropped = lineAboutDropped;
    this.writer = Thread.ofPlatform().name("log").daemon().start(this::run);
  }

  /** Adds a line, or counts it as dropped. */
  void add(String line) {
    lock.lock();
    try {
      if (dropped > 0 && room >= CAPACITY / 2) {
        tellDropped();
      }
      if (dropped > 0 || line.length() > room) {
        dropped++;
      } else {
        put(line);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tellDropped() {
    String line = lineAboutDropped.apply(dropped);
    dropped = 0;
    put(line);
  }

  private void put(String line) {
    lines.add(line);
    room -= line.length();
    addedCount++;
    added.signal();
  }

  /**
   * Waits until all lines added so far are written, but not for a reader that does not read.
   *
   * @return whether they are
   */
  boolean flush(Duration patience) {
    long left = patience.toNanos();
    lock.lock();
    try {
      long last = addedCount + (dropped > 0 ? 1 : 0);
      while (writtenCount < last && left > 0) {
        left = written.awaitNanos(left);
      }
      return writtenCount >= last;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        out.print(next());
        done();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private String next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (lines.isEmpty()) {
        if (dropped > 0) {
          tellDropped();
        } else {
          added.await();
        }
      }
      String line = lines.remove();
      room += line.length();
      return line;
    } finally {
      lock.unlock();
    }
  }

  private void done() {
    lock.lock();
    try {
      writtenCount++;
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Flushes, then ends the thread. One that is stuck in the stream ends with the process. */
  @Override
  public void close() {
    flush(PATIENCE);
    writer.interrupt();
  }
}
