package io.culvert.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.config.LogLevel;
import io.culvert.config.LogSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** P8: the log's way to a reader that stops. */
@Timeout(60)
class LogQueueTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String LINE = "x".repeat(999) + "\n";

  /** A pipe whose reader reads once it is told to. */
  private static final class Pipe extends OutputStream {
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch full = new CountDownLatch(1);
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      full.countDown();
      try {
        read.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      synchronized (octets) {
        octets.write(buffer, offset, length);
      }
    }

    void awaitBlockedWriter() throws InterruptedException {
      assertTrue(full.await(20, TimeUnit.SECONDS));
    }

    String text() {
      synchronized (octets) {
        return octets.toString(StandardCharsets.UTF_8);
      }
    }
  }

  private final Pipe pipe = new Pipe();
  private final PrintStream err = new PrintStream(pipe, true, StandardCharsets.UTF_8);

  private LogQueue queue() {
    return new LogQueue(err, count -> count + " dropped\n");
  }

  @AfterEach
  void read() {
    pipe.read.countDown();
  }

  @Test
  void p8LinesComeOutInTheirOrder() {
    pipe.read.countDown();
    var expected = new StringBuilder();
    try (LogQueue queue = queue()) {
      for (int i = 0; i < 1000; i++) {
        queue.add(i + "\n");
        expected.append(i).append('\n');
      }
      assertTrue(queue.flush(LONG));
    }
    assertEquals(expected.toString(), pipe.text());
  }

  @Test
  void p8AReaderThatStopsHoldsUpNobodyWhoLogs() throws Exception {
    LogQueue queue = queue();
    queue.add("first\n");
    pipe.awaitBlockedWriter();
    assertTimeoutPreemptively(LONG, () -> fill(queue, 10 * LogQueue.CAPACITY / LINE.length()));
    assertFalse(queue.flush(SHORT));
    pipe.read.countDown();
    queue.close();
  }

  @Test
  void p8WhatIsDroppedIsCountedInItsPlace() throws Exception {
    LogQueue queue = queue();
    queue.add("first\n");
    pipe.awaitBlockedWriter();
    int kept = LogQueue.CAPACITY / LINE.length();
    fill(queue, kept + 7);
    queue.add("nor this\n");
    pipe.read.countDown();
    assertTrue(queue.flush(LONG));
    queue.add("last\n");
    queue.close();
    List<String> expected = new ArrayList<>();
    expected.add("first");
    for (int i = 0; i < kept; i++) {
      expected.add(LINE.strip());
    }
    expected.addAll(List.of("8 dropped", "last"));
    assertEquals(expected, pipe.text().lines().toList());
  }

  private static void fill(LogQueue queue, int count) {
    for (int i = 0; i < count; i++) {
      queue.add(LINE);
    }
  }

  @Test
  void p8TheEndWaitsForAStoppedReaderForASecondOnly() throws Exception {
    LogQueue queue = queue();
    queue.add("first\n");
    pipe.awaitBlockedWriter();
    assertTimeoutPreemptively(LONG, queue::close);
  }

  @Test
  void p8AnErrorComesAfterTheLogAndDoesNotWaitForAStoppedReaderEither() throws Exception {
    Logging.start(err, new LogSettings(LogLevel.INFO, false));
    System.getLogger("io.culvert.cli.test").log(System.Logger.Level.INFO, "logged");
    pipe.awaitBlockedWriter();
    assertTimeoutPreemptively(LONG, () -> new ErrorLines(err).print("failed", "try again"));
    pipe.read.countDown();
    await().until(() -> pipe.text().lines().count() == 3);
    List<String> lines = pipe.text().lines().toList();
    assertTrue(lines.get(0).endsWith(" info    logged"), lines.get(0));
    assertEquals(
        List.of("culvert: error: failed", "culvert: hint: try again"), lines.subList(1, 3));
  }

  @Test
  void p8TheLineAboutDroppedLinesIsAWarning() throws Exception {
    Logging.start(err, new LogSettings(LogLevel.INFO, false));
    var log = System.getLogger("io.culvert.cli.test");
    log.log(System.Logger.Level.INFO, "first");
    pipe.awaitBlockedWriter();
    for (int i = 0; i < 2 * LogQueue.CAPACITY / LINE.length(); i++) {
      log.log(System.Logger.Level.INFO, LINE);
    }
    pipe.read.countDown();
    Logging.flush();
    String last = pipe.text().lines().reduce((one, other) -> other).orElseThrow();
    assertTrue(
        last.matches("\\S+ warning \\d+ lines of the log were dropped because nobody read them"),
        last);
  }
}
