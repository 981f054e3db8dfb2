package io.culvert.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.net.DeadlineExceededException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One stream between two ends: how each direction ends, and what is left of the connection. */
@Timeout(30)
class TunnelStreamTest {
  /** More than the network takes while nobody reads. */
  private static final int TOO_MUCH_BYTES = 64 << 20;

  private TunnelEnds ends;
  private TunnelConnection nearConnection;
  private TunnelConnection farConnection;
  private TunnelStream near;
  private TunnelStream far;
  private ExecutorService threads;

  @BeforeEach
  void open() throws Exception {
    ends = new TunnelEnds();
    nearConnection = ends.dialer.dial();
    farConnection = ends.accepted();
    near = nearConnection.nextStream();
    far = farConnection.nextStream();
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    nearConnection.close();
    farConnection.close();
    ends.close();
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static void assertReceives(String expected, TunnelStream stream) throws IOException {
    assertEquals(expected, US_ASCII.decode(stream.receive()).toString());
  }

  private static void assertCarries(TunnelStream from, TunnelStream to) throws IOException {
    from.write(text("hello"));
    assertReceives("hello", to);
  }

  private void closeBoth() throws Exception {
    Future<?> other = threads.submit(far::close);
    near.close();
    other.get();
  }

  private void assertAnotherStreamFits() throws IOException {
    assertTrue(near.leavesReusable(), "near");
    assertTrue(far.leavesReusable(), "far");
    TunnelStream nextNear = nearConnection.nextStream();
    TunnelStream nextFar = farConnection.nextStream();
    assertCarries(nextNear, nextFar);
    assertCarries(nextFar, nextNear);
  }

  /** Runs until interrupted while it waits; what it failed with. */
  private static IOException interrupted(Callable<?> step) throws Exception {
    var task = new FutureTask<>(step);
    Thread thread = Thread.ofVirtual().start(task);
    await().until(() -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    return (IOException) assertThrows(ExecutionException.class, task::get).getCause();
  }

  @Test
  void theEndOfOneDirectionLeavesTheOther() throws Exception {
    near.endOutput();
    assertNull(far.receive());
    assertCarries(far, near);
    far.endOutput();
    assertNull(near.receive());
    closeBoth();
    assertAnotherStreamFits();
  }

  @Test
  void theEndOfTheOtherDirectionLeavesTheFirst() throws Exception {
    far.endOutput();
    assertNull(near.receive());
    assertCarries(near, far);
    near.endOutput();
    assertNull(far.receive());
    closeBoth();
    assertAnotherStreamFits();
  }

  @Test
  void theEndStaysTheEnd() throws Exception {
    near.endOutput();
    assertNull(far.receive());
    assertNull(far.receive());
  }

  @Test
  void whatIsLeftOfARecordComesFirst() throws Exception {
    near.write(text("hello"));
    assertEquals('h', far.receive().get());
    near.write(text(" again"));
    assertReceives("ello", far);
    assertReceives(" again", far);
  }

  @Test
  void whatIsLongerThanARecordArrivesWhole() throws Exception {
    int length = 3 * 65_519 + 1;
    ByteBuffer data = ByteBuffer.allocate(length);
    near.write(data);
    near.endOutput();
    assertFalse(data.hasRemaining());
    assertEquals(length, data.limit());
    int received = 0;
    for (ByteBuffer part = far.receive(); part != null; part = far.receive()) {
      received += part.remaining();
      part.position(part.limit());
    }
    assertEquals(length, received);
  }

  @Test
  void anAbortIsAResetToThePeer() throws Exception {
    near.write(text("hello"));
    near.reset();
    assertReceives("hello", far);
    assertThrows(TunnelException.ResetByPeer.class, far::receive);
  }

  @Test
  void anAbortNeverTurnsIntoAnEnd() throws Exception {
    near.reset();
    assertThrows(TunnelException.ResetByPeer.class, far::receive);
    assertThrows(TunnelException.ResetByPeer.class, far::receive);
  }

  @Test
  void nobodyWritesBehindAnAbort() throws Exception {
    near.reset();
    assertThrows(TunnelException.ResetByPeer.class, () -> near.write(text("late")));
    near.endOutput();
    assertThrows(TunnelException.ResetByPeer.class, far::receive);
  }

  /** How one side ends its direction before it closes the stream. */
  private enum Final {
    END {
      @Override
      void say(TunnelStream stream) throws IOException {
        stream.endOutput();
      }
    },
    RESET {
      @Override
      void say(TunnelStream stream) {
        stream.reset();
      }
    },
    NONE {
      @Override
      void say(TunnelStream stream) {}
    };

    abstract void say(TunnelStream stream) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({
    "END, END",
    "END, RESET",
    "END, NONE",
    "RESET, END",
    "RESET, RESET",
    "RESET, NONE",
    "NONE, END",
    "NONE, RESET",
    "NONE, NONE"
  })
  void twoSidesThatCloseLeaveAConnectionForTheNextStream(Final atNear, Final atFar)
      throws Exception {
    near.write(text("never read"));
    far.write(text("never read"));
    atNear.say(near);
    atFar.say(far);
    closeBoth();
    assertAnotherStreamFits();
  }

  @Test
  void aCloseTellsItsOwnerOnce() throws Exception {
    List<TunnelStream> closed = new ArrayList<>();
    threads.submit(far::close);
    near.onClose(closed::add);
    near.close();
    near.close();
    assertEquals(List.of(near), closed);
  }

  @Test
  void anInterruptedReaderLeavesTheConnectionToTheClose() throws Exception {
    assertInstanceOf(InterruptedIOException.class, interrupted(near::receive));
    closeBoth();
    assertAnotherStreamFits();
  }

  @Test
  void anInterruptedReaderLeavesTheStreamToTheNextReader() throws Exception {
    assertInstanceOf(InterruptedIOException.class, interrupted(near::receive));
    assertCarries(far, near);
  }

  @Test
  void anInterruptedWriterEndsTheConnectionAndThePeerSeesNoEnd() throws Exception {
    IOException failure =
        interrupted(() -> {
          near.write(ByteBuffer.allocate(TOO_MUCH_BYTES));
          return null;
        });
    assertInstanceOf(InterruptedIOException.class, failure);
    near.close();
    assertFalse(near.leavesReusable());
    assertFalse(nearConnection.isOpen());
    assertThrows(TunnelException.Truncated.class, () -> receiveAll(far));
  }

  private static void receiveAll(TunnelStream stream) throws IOException {
    for (ByteBuffer part = stream.receive(); part != null; part = stream.receive()) {
      part.position(part.limit());
    }
  }

  /** The close itself has to wait for the peer. */
  @Test
  void aCloseByAnInterruptedThreadEndsTheConnection() throws Exception {
    var closed =
        threads.submit(() -> {
          Thread.currentThread().interrupt();
          near.close();
          return Thread.currentThread().isInterrupted();
        });
    assertTrue(closed.get(), "the interrupt is still its owner's");
    assertFalse(near.leavesReusable());
    assertFalse(nearConnection.isOpen());
  }

  @Test
  void aPeerThatDoesNotAnswerTheCloseLosesTheConnection() {
    near.close();
    assertFalse(near.leavesReusable());
    assertFalse(nearConnection.isOpen());
  }

  @Test
  void aPeerThatSentTooMuchLosesTheConnection() throws Exception {
    var sent =
        threads.submit(() -> {
          far.write(ByteBuffer.allocate(TOO_MUCH_BYTES));
          return null;
        });
    near.close();
    assertFalse(near.leavesReusable());
    assertFalse(nearConnection.isOpen());
    ExecutionException gone = assertThrows(ExecutionException.class, sent::get);
    assertInstanceOf(TunnelException.Lost.class, gone.getCause());
  }

  @Test
  void aLostConnectionIsATruncationToWhoReads() throws Exception {
    nearConnection.abort();
    assertThrows(TunnelException.Truncated.class, far::receive);
    far.close();
    assertFalse(far.leavesReusable());
  }

  @Test
  void aConnectionThatEndsInOrderIsATruncationAllTheSame() throws Exception {
    near.write(text("hello"));
    nearConnection.close();
    assertReceives("hello", far);
    assertThrows(TunnelException.Truncated.class, far::receive);
  }

  @Test
  void aDeadlineIsNoTruncation() {
    nearConnection.deadline(Duration.ofMillis(100));
    assertThrows(DeadlineExceededException.class, near::receive);
  }

  @Test
  void aDatagramInAStreamOfOctetsIsCorruption() throws Exception {
    near.writeDatagram(text("datagram"));
    assertThrows(TunnelException.Corrupted.class, far::receive);
  }

  @Test
  void octetsInAStreamOfDatagramsAreCorruption() throws Exception {
    near.write(text("octets"));
    assertThrows(TunnelException.Corrupted.class, far::receiveDatagram);
  }

  @Test
  void octetsInPlaceOfTheRequestAreCorruption() throws Exception {
    near.write(text("octets"));
    assertThrows(TunnelException.Corrupted.class, far::request);
  }

  @Test
  void octetsInPlaceOfTheAnswerAreCorruption() throws Exception {
    far.write(text("octets"));
    assertThrows(TunnelException.Corrupted.class, near::response);
  }

  @Test
  void aRecordThatDoesNotOpenEndsTheConnection() throws Exception {
    nearConnection.connection().write(ByteBuffer.allocate(100));
    assertThrows(TunnelException.Corrupted.class, far::receive);
    assertFalse(farConnection.isOpen());
  }

  @Test
  void aConnectionThatEndsBeforeTheRequestBringsNone() throws Exception {
    nearConnection.close();
    assertNull(far.request());
  }
}
