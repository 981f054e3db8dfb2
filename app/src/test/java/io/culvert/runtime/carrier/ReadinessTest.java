package io.culvert.runtime.carrier;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadinessTest {
  private static final int WORDS = 2_000;

  private Pipe pipe;
  private Readiness source;
  private Readiness sink;

  @BeforeEach
  void open() throws IOException {
    pipe = Pipe.open();
    source = new Readiness(pipe.source());
    sink = new Readiness(pipe.sink());
  }

  @AfterEach
  void close() {
    source.close();
    sink.close();
  }

  private interface Reader {
    int read() throws IOException;
  }

  private int read() throws IOException {
    var one = ByteBuffer.allocate(1);
    while (pipe.source().read(one) == 0) {
      source.await(SelectionKey.OP_READ, Readiness.FOREVER);
    }
    return one.get(0);
  }

  private void write(int octet) throws IOException {
    pipe.sink().write(ByteBuffer.wrap(new byte[] {(byte) octet}));
  }

  /** Writes until the pipe is full and returns the number of octets. */
  private int fill() throws IOException {
    int all = 0;
    for (int n = -1; n != 0; all += n) {
      n = pipe.sink().write(ByteBuffer.allocate(4096));
    }
    return all;
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private record Started(Thread thread, FutureTask<Integer> result) {
    static Started on(Carrier carrier, Reader reader) {
      var result = new FutureTask<>(reader::read);
      Thread thread = Carriers.on(carrier, "test").newThread(result);
      thread.start();
      return new Started(thread, result);
    }

    void awaitParked() {
      await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    Throwable failure() throws Exception {
      try {
        get(result);
        return null;
      } catch (ExecutionException e) {
        return e.getCause();
      }
    }
  }

  private Started waiting() {
    Started started = Started.on(Carriers.currentOrNext(), this::read);
    started.awaitParked();
    return started;
  }

  @Test
  void aWaitEndsWhenDataArrives() throws Exception {
    Started reader = waiting();
    write(7);
    assertEquals(7, get(reader.result()));
  }

  @Test
  void aPlatformThreadWaitsToo() throws Exception {
    var reader = new FutureTask<>(this::read);
    Thread.ofPlatform().daemon().start(reader);
    write(7);
    assertEquals(7, get(reader));
  }

  @Test
  void dataThatArrivedBeforeTheWaitEndsIt() throws Exception {
    write(7);
    assertTrue(source.await(SelectionKey.OP_READ, Duration.ofSeconds(10)));
    assertEquals(7, read());
  }

  @Test
  void aBoundedWaitReportsItsTimeOut() throws Exception {
    assertFalse(source.await(SelectionKey.OP_READ, Duration.ofMillis(20)));
    assertFalse(source.await(SelectionKey.OP_READ, Duration.ZERO));
  }

  @Test
  void aWriterWaitsForRoomWhileNothingIsRead() throws Exception {
    int filled = fill();
    Started writer =
        Started.on(
            Carriers.currentOrNext(),
            () -> {
              sink.await(SelectionKey.OP_WRITE, Readiness.FOREVER);
              return pipe.sink().write(ByteBuffer.allocate(1));
            });
    writer.awaitParked();
    for (int left = filled; left > 0; ) {
      left -= pipe.source().read(ByteBuffer.allocate(left));
    }
    assertEquals(1, get(writer.result()));
  }

  @Test
  void closeEndsAWait() throws Exception {
    Started reader = waiting();
    source.close();
    assertInstanceOf(AsynchronousCloseException.class, reader.failure());
  }

  @Test
  void anInterruptEndsTheWaitAndLeavesTheChannelOpen() throws Exception {
    Started reader = waiting();
    reader.thread().interrupt();
    assertInstanceOf(InterruptedWaitException.class, reader.failure());
    assertTrue(source.isOpen());
    Started next = waiting();
    write(7);
    assertEquals(7, get(next.result()));
  }

  @Test
  void noWaitBeginsInAnInterruptedThread() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedWaitException.class, source::begin);
    assertTrue(Thread.interrupted());
  }

  /** A thread that always finds data must not monopolise its carrier. */
  @Test
  void aThreadThatNeverWaitsLetsOthersRun() throws Exception {
    var stop = new AtomicBoolean();
    Carrier carrier = Carrier.start("test");
    Started greedy =
        Started.on(
            carrier,
            () -> {
              int turns = 0;
              for (; !stop.get(); turns++) {
                source.begin();
              }
              return turns;
            });
    Started other =
        Started.on(
            carrier,
            () -> {
              stop.set(true);
              return 0;
            });
    assertEquals(0, get(other.result()));
    assertTrue(get(greedy.result()) > 0);
  }

  /**
   * The descriptor is released only after the selector, which may be asleep, has deregistered it.
   */
  @Test
  void closeReleasesTheDescriptor() throws Exception {
    waiting();
    source.close();
    await().until(() -> isBroken(pipe));
  }

  @Test
  void closeNowReleasesTheDescriptorAtOnce() throws Exception {
    waiting();
    source.closeNow();
    assertTrue(isBroken(pipe));
  }

  @Test
  void closeNowWaitsForAnotherThreadsClose() throws Exception {
    Carrier carrier = Carrier.start("test");
    Started reader = Started.on(carrier, this::read);
    reader.awaitParked();
    source.close();
    Started closer =
        Started.on(
            carrier,
            () -> {
              source.closeNow();
              return isBroken(pipe) ? 1 : 0;
            });
    assertEquals(1, get(closer.result()));
  }

  /** As with a pooled connection, a thread of another carrier reads each word. */
  @Test
  void threadsOfSeveralCarriersReadByTurns() throws Exception {
    Carrier one = Carrier.start("test-1");
    Carrier other = Carrier.start("test-2");
    for (int i = 0; i < 10; i++) {
      Started reader = Started.on(i % 2 == 0 ? one : other, this::read);
      reader.awaitParked();
      write(i);
      assertEquals(i, get(reader.result()));
    }
  }

  /** After a move the old carrier is no longer needed; it may be blocked by then. */
  @Test
  void aChannelMovesToTheCarrierOfItsNextReader() throws Exception {
    assumeTrue(Carriers.carry(), "virtual threads run on the JDK's scheduler");
    Carrier one = Carrier.start("test-1");
    Carrier other = Carrier.start("test-2");
    write(1);
    assertEquals(1, get(Started.on(one, this::awaitAndRead).result()));
    Started mover =
        Started.on(
            other,
            () -> {
              assertFalse(source.isOnCurrentCarrier());
              source.moveToCurrentCarrier();
              assertTrue(source.isOnCurrentCarrier());
              return awaitAndRead();
            });
    mover.awaitParked();
    var heldUp = new CountDownLatch(1);
    one.execute(() -> awaitUninterruptibly(heldUp));
    try {
      write(2);
      assertEquals(2, get(mover.result()));
    } finally {
      heldUp.countDown();
    }
  }

  private int awaitAndRead() throws IOException {
    source.await(SelectionKey.OP_READ, Readiness.FOREVER);
    return read();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A close during or right after a move still closes the channel. */
  @Test
  void closesDuringMovesLeaveNothingOpen() throws Exception {
    Carrier one = Carrier.start("test-1");
    Carrier other = Carrier.start("test-2");
    List<Pipe> pipes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Pipe own = Pipe.open();
      pipes.add(own);
      var ownSource = new Readiness(own.source());
      assertEquals(0, get(Started.on(one, () -> waits(ownSource, Duration.ZERO) ? 1 : 0).result()));
      Started mover =
          Started.on(
              other,
              () -> {
                ownSource.moveToCurrentCarrier();
                waits(ownSource, Readiness.FOREVER);
                return 0;
              });
      for (int spin = i % 100; spin > 0; spin--) {
        Thread.onSpinWait();
      }
      ownSource.close();
      assertInstanceOf(IOException.class, mover.failure());
    }
    await().until(() -> pipes.stream().allMatch(ReadinessTest::isBroken));
    for (Pipe own : pipes) {
      own.sink().close();
    }
  }

  private static boolean waits(Readiness readiness, Duration limit) throws IOException {
    return readiness.await(SelectionKey.OP_READ, limit);
  }

  /** Whether the other end is closed. */
  private static boolean isBroken(Pipe pipe) {
    try {
      pipe.sink().write(ByteBuffer.allocate(1));
      return false;
    } catch (IOException brokenPipe) {
      return true;
    }
  }

  /**
   * Two threads on two carriers wait for each other's words in turn; a lost wake-up would block
   * both.
   */
  @Test
  void noWakeUpIsLostBetweenCarriers() throws Exception {
    Pipe back = Pipe.open();
    var backSource = new Readiness(back.source());
    Carrier one = Carrier.start("test-1");
    Carrier other = Carrier.start("test-2");
    Reader echo =
        () -> {
          for (int i = 0; i < WORDS; i++) {
            back.sink().write(ByteBuffer.wrap(new byte[] {(byte) read()}));
          }
          return WORDS;
        };
    Reader ask =
        () -> {
          var answer = ByteBuffer.allocate(1);
          for (int i = 0; i < WORDS; i++) {
            write(i);
            while (back.source().read(answer.clear()) == 0) {
              backSource.await(SelectionKey.OP_READ, Readiness.FOREVER);
            }
            assertEquals((byte) i, answer.get(0));
          }
          return WORDS;
        };
    Started echoing = Started.on(one, echo);
    assertEquals(WORDS, get(Started.on(other, ask).result()));
    assertEquals(WORDS, get(echoing.result()));
    backSource.close();
    back.sink().close();
  }

  /** A close by a thread of any kind, while the reader waits, never blocks a carrier. */
  @Test
  void closesByOtherThreadsBlockNoCarrier() throws Exception {
    Carrier carrier = Carrier.start("test");
    try (var closers = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> ends = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        int number = i;
        ends.add(closers.submit(() -> openAndClose(carrier, number)));
      }
      for (Future<Integer> end : ends) {
        assertEquals(1, get(end));
      }
    }
    assertEquals(1, get(Started.on(carrier, () -> 1).result()));
  }

  private static int openAndClose(Carrier carrier, int number) throws Exception {
    Pipe own = Pipe.open();
    var ownSource = new Readiness(own.source());
    Started reader =
        Started.on(
            carrier,
            () -> {
              int seen = 0;
              while (ownSource.await(SelectionKey.OP_READ, Readiness.FOREVER)) {
                seen += own.source().read(ByteBuffer.allocate(1));
              }
              return seen;
            });
    own.sink().write(ByteBuffer.wrap(new byte[] {(byte) number}));
    if (number % 2 == 0) {
      reader.thread().interrupt();
    } else {
      ownSource.close();
    }
    assertInstanceOf(IOException.class, reader.failure());
    ownSource.close();
    own.sink().close();
    return 1;
  }
}
