package io.culvert.tunnel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Endpoint;
import io.culvert.net.Deadlines;
import io.culvert.proxy.Command;
import io.culvert.runtime.TaskScope;
import io.culvert.wire.StreamOpener;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Fault 3 by the sweep's clock: a silent stream is kept alive, and one whose peer stays silent for
 * 100 s is given up.
 */
@Timeout(30)
class KeepAliveTest {
  private TunnelEnds ends;
  private TunnelConnection near;
  private TunnelConnection far;
  private TunnelStream stream;
  private TunnelStream other;

  @BeforeEach
  void open() throws Exception {
    ends = new TunnelEnds();
    near = ends.dialer.dial();
    far = ends.accepted();
    stream = near.nextStream();
    other = far.nextStream();
    stream.open(new OpenRequest(Command.CONNECT, Endpoint.UNSPECIFIED));
    assertTrue(other.request().command().isPresent());
    other.respond(OpenResponse.success(Endpoint.UNSPECIFIED));
    assertTrue(stream.response().succeeded());
  }

  @AfterEach
  void close() throws Exception {
    near.close();
    far.close();
    ends.close();
  }

  private static void sweep(TunnelConnection one, Duration later) throws InterruptedException {
    try (var work = TaskScope.open("sweep")) {
      one.tick(System.nanoTime() + later.toNanos(), work);
      work.join();
    }
  }

  /** A reader that waits in {@link TunnelStream#receive}; what it got. */
  private static CompletableFuture<ByteBuffer> waiting(TunnelStream stream)
      throws InterruptedException {
    var result = new CompletableFuture<ByteBuffer>();
    var begun = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              begun.countDown();
              try {
                result.complete(stream.receive());
              } catch (IOException e) {
                result.completeExceptionally(e);
              }
            });
    begun.await();
    await().until(() -> reader.getState() == Thread.State.WAITING || result.isDone());
    return result;
  }

  /** What arrives at the other end in a moment; 0 if nothing does. */
  private int arrived() throws IOException {
    try {
      return far.connection().read(ByteBuffer.allocate(2048), Duration.ofMillis(500));
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  @Test
  void fault3ASilentStreamSendsPadAfterHalfAMinuteAndNotBefore() throws Exception {
    stream.keepAlive();
    sweep(near, Duration.ofSeconds(29));
    assertEquals(0, arrived());
    sweep(near, Duration.ofSeconds(31));
    assertTrue(arrived() >= StreamOpener.RECORD_HEADER_LENGTH);
  }

  @Test
  void fault3PadIsPassedOverByWhoReads() throws Exception {
    stream.keepAlive();
    var received = waiting(other);
    sweep(near, Duration.ofSeconds(31));
    stream.write(ByteBuffer.wrap(new byte[] {7}));
    assertEquals(7, received.get().get());
  }

  @Test
  void fault3APeerThatStaysSilentForAHundredSecondsIsGivenUp() throws Exception {
    stream.keepAlive();
    var received = waiting(stream);
    sweep(near, Duration.ofSeconds(99));
    assertTrue(near.isOpen());
    assertFalse(received.isDone());
    sweep(near, Duration.ofSeconds(101));
    assertFalse(near.isOpen());
    ExecutionException gone = assertThrows(ExecutionException.class, received::get);
    assertInstanceOf(TunnelException.Dead.class, gone.getCause());
  }

  @Test
  void fault3AReaderThatIsBusyElsewhereGivesNobodyUp() throws Exception {
    stream.keepAlive();
    sweep(near, Duration.ofSeconds(101));
    assertTrue(near.isOpen());
  }

  @Test
  void fault3AStreamThatIsNotOpenYetIsLeftAlone() throws Exception {
    waiting(stream);
    sweep(near, Duration.ofSeconds(101));
    assertTrue(near.isOpen());
  }

  @Test
  void f1APeerInDoubtThatDoesNotAnswerPingIsGivenUpAfterTenSeconds() throws Exception {
    stream.keepAlive();
    var received = waiting(stream);
    near.probe();
    sweep(near, Duration.ZERO);
    assertTrue(arrived() >= StreamOpener.RECORD_HEADER_LENGTH);
    sweep(near, Duration.ofSeconds(9));
    assertTrue(near.isOpen());
    sweep(near, Duration.ofSeconds(11));
    assertFalse(near.isOpen());
    ExecutionException gone = assertThrows(ExecutionException.class, received::get);
    assertInstanceOf(TunnelException.Dead.class, gone.getCause());
  }

  /** More than one a second, and the peer would take them for a flood. */
  @Test
  void f1PingsAreASecondApartHoweverManyDoubtThePath() throws Exception {
    var connection = new MemoryConnection();
    var tunnel = new TunnelConnection(connection, Sessions.open().client(), new Deadlines());
    tunnel.nextStream().keepAlive();
    long now = System.nanoTime();
    int first = writtenAfterDoubt(tunnel, connection, now);
    assertTrue(first > 0);
    assertEquals(first, writtenAfterDoubt(tunnel, connection, now));
    long later = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    assertTrue(writtenAfterDoubt(tunnel, connection, later) > first);
  }

  private static int writtenAfterDoubt(
      TunnelConnection tunnel, MemoryConnection connection, long nanos)
      throws InterruptedException {
    tunnel.probe();
    try (var work = TaskScope.open("sweep")) {
      tunnel.tick(nanos, work);
      work.join();
    }
    return connection.written().length;
  }

  @Test
  void f1APeerThatAnswersPingStays() throws Exception {
    stream.keepAlive();
    var received = waiting(stream);
    waiting(other);
    near.probe();
    sweep(near, Duration.ZERO);
    await().until(() -> stream.keepAlive.isAnswered()); // The running sweep of the far end does.
    sweep(near, Duration.ofSeconds(11));
    assertTrue(near.isOpen());
    assertFalse(received.isDone());
  }
}
