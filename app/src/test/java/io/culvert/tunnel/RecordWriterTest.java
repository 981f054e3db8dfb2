package io.culvert.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.net.ConnectionWrapper;
import io.culvert.net.Deadlines;
import io.culvert.wire.RecordType;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a writer puts on the wire, as the other end opens it. */
@Timeout(30)
class RecordWriterTest {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final MemoryConnection connection = new MemoryConnection();
  private Sessions sessions;
  private RecordWriter writer;

  @BeforeEach
  void handshake() throws IOException {
    sessions = Sessions.open();
    var tunnel = new TunnelConnection(connection, sessions.client(), new Deadlines());
    writer = new RecordWriter(tunnel, sessions.client().sealer(0));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** Types and bodies, up to the last record that is whole. */
  private List<String> opened() throws IOException {
    var far = new MemoryConnection().give(connection.written());
    var tunnel = new TunnelConnection(far, sessions.server(), new Deadlines());
    var reader = new RecordReader(tunnel, sessions.server().opener(0));
    List<String> opened = new ArrayList<>();
    try {
      while (!reader.finished()) {
        RecordReader.Message message = reader.next();
        opened.add((message.type() + " " + US_ASCII.decode(message.body())).strip());
      }
    } catch (TunnelException.Truncated e) {
      // All are read.
    } catch (TunnelException.ResetByPeer e) {
      opened.add("RESET");
    }
    return opened;
  }

  @Test
  void recordsComeOutAsTheyWentIn() throws IOException {
    writer.send(RecordType.OPEN, text("who"));
    writer.send(RecordType.DATA, text("hello"));
    writer.pad();
    writer.end();
    assertEquals(List.of("OPEN who", "DATA hello", "END"), opened());
  }

  @Test
  void takesTheWholeBody() throws IOException {
    ByteBuffer body = ByteBuffer.allocate(StreamSealer.MAX_BODY_LENGTH);
    writer.send(RecordType.DATA, body);
    assertFalse(body.hasRemaining());
    assertEquals("DATA ".length() + StreamSealer.MAX_BODY_LENGTH, opened().getFirst().length());
  }

  @Test
  void paddingAlsoGoesOut() throws IOException {
    writer.pad();
    assertTrue(connection.written().length > 0);
    assertEquals(List.of(), opened());
  }

  @Test
  void dataAfterTheEndIsAMistakeThatItsSenderHearsOf() throws IOException {
    writer.end();
    assertThrows(
        TunnelException.ResetByPeer.class, () -> writer.send(RecordType.DATA, text("late")));
    assertEquals(List.of("END"), opened());
  }

  @Test
  void whateverElseComesAfterTheEndIsDropped() throws IOException {
    writer.send(RecordType.RESET, ByteBuffer.wrap(new byte[1]));
    assertTrue(writer.finished());
    byte[] before = connection.written();
    writer.pad();
    writer.end();
    writer.send(RecordType.DATAGRAM, text("late"));
    writer.send(RecordType.RESET, ByteBuffer.wrap(new byte[1]));
    assertArrayEquals(before, connection.written());
    assertEquals(List.of("RESET"), opened());
  }

  @Test
  void knowsWhenItSentTheLastRecord() throws IOException {
    long before = System.nanoTime();
    writer.send(RecordType.DATA, text("x"));
    assertTrue(writer.sentNanos() - before >= 0);
  }

  @Test
  void aFailedWriteIsTheSendersAndLeavesTheWriterUnlocked() throws IOException {
    var failure = new InterruptedIOException();
    connection.failWrites(failure);
    assertSame(
        failure, assertThrows(IOException.class, () -> writer.send(RecordType.DATA, text("cut"))));
    connection.failWrites(null);
    assertTrue(writer.trySend(RecordType.PAD, NOTHING));
  }

  @Test
  void twoSendersRecordsNeverMix() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> data = threads.submit(() -> repeat(RecordType.DATA, "data"));
      Future<?> datagrams = threads.submit(() -> repeat(RecordType.DATAGRAM, "datagram"));
      data.get();
      datagrams.get();
    }
    List<String> opened = opened();
    assertEquals(200, opened.size());
    assertEquals(100, opened.stream().filter("DATA data"::equals).count());
    assertEquals(100, opened.stream().filter("DATAGRAM datagram"::equals).count());
  }

  private Void repeat(RecordType type, String body) throws IOException {
    for (int i = 0; i < 100; i++) {
      writer.send(type, text(body));
    }
    return null;
  }

  /** A connection whose peer does not read. */
  private static final class Stalled extends ConnectionWrapper {
    final CountDownLatch stalls = new CountDownLatch(1);
    final CountDownLatch goesOn = new CountDownLatch(1);

    Stalled() {
      super(new MemoryConnection());
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
      stalls.countDown();
      try {
        goesOn.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      super.write(data);
    }
  }

  @Test
  void whatMattersOnlyInSilenceDoesNotWaitForAnotherRecord() throws Exception {
    var stalled = new Stalled();
    var tunnel = new TunnelConnection(stalled, sessions.client(), new Deadlines());
    var blocked = new RecordWriter(tunnel, sessions.client().sealer(1));
    Thread sender = sending(blocked, "stalled");
    stalled.stalls.await();
    assertFalse(blocked.trySend(RecordType.RESET, NOTHING));
    blocked.pad();
    stalled.goesOn.countDown();
    sender.join();
    assertTrue(blocked.trySend(RecordType.PAD, NOTHING));
  }

  @Test
  void anInterruptEndsTheWaitForAnotherRecord() throws Exception {
    var stalled = new Stalled();
    var tunnel = new TunnelConnection(stalled, sessions.client(), new Deadlines());
    var blocked = new RecordWriter(tunnel, sessions.client().sealer(1));
    Thread first = sending(blocked, "first");
    stalled.stalls.await();
    Thread second = sending(blocked, "second");
    await().until(() -> second.getState() == Thread.State.WAITING);
    second.interrupt();
    second.join(10_000);
    boolean ended = !second.isAlive();
    stalled.goesOn.countDown();
    first.join();
    assertTrue(ended);
  }

  private static Thread sending(RecordWriter writer, String text) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            writer.send(RecordType.DATA, text(text));
          } catch (IOException e) {
            // The test is about when it ends.
          }
        });
  }
}
