package io.culvert.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.net.Buffers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Exact lengths out of whatever pieces the network gives. */
class RecordInputTest {
  private static final int LONG_LENGTH = 65_535;

  private final MemoryConnection connection = new MemoryConnection();
  private final RecordInput input = new RecordInput(connection);

  /** Octets that count up from this one. */
  private static byte[] octets(int first, int count) {
    byte[] octets = new byte[count];
    for (int i = 0; i < count; i++) {
      octets[i] = (byte) (first + i);
    }
    return octets;
  }

  private void assertTaken(int first, int count) throws IOException {
    ByteBuffer bytes = input.need(count);
    assertTrue(bytes.remaining() >= count);
    byte[] taken = new byte[count];
    bytes.get(taken);
    assertEquals(ByteBuffer.wrap(octets(first, count)), ByteBuffer.wrap(taken));
  }

  @Test
  void joinsPieces() throws IOException {
    connection.giveSingly(octets(0, 100));
    assertTaken(0, 39);
    assertTaken(39, 21);
    assertTaken(60, 40);
  }

  @Test
  void takesOnePieceApart() throws IOException {
    connection.give(octets(0, 100));
    assertTaken(0, 39);
    assertFalse(input.isEmpty());
    assertTaken(39, 61);
    assertTrue(input.isEmpty());
  }

  /** What is at hand moves to the large buffer with the rest. */
  @Test
  void growsFromAShortRecordToTheLongest() throws IOException {
    connection.give(octets(0, 30)).give(octets(30, LONG_LENGTH + 50));
    assertTaken(0, 21);
    assertTaken(21, LONG_LENGTH);
    assertTaken(21 + LONG_LENGTH, 21);
  }

  @Test
  void movesWhatDoesNotFitBehindTheLast() throws IOException {
    connection.give(octets(0, 1000)).give(octets(1000, 500));
    assertTaken(0, 900);
    assertTaken(900, 600);
  }

  /** Of a long record it reads the rest and the next one's header, and nothing behind. */
  @Test
  void readsNoFurtherThanTheNextHeader() throws IOException {
    connection.give(octets(0, 2 * LONG_LENGTH));
    assertEquals(LONG_LENGTH + 21, input.need(LONG_LENGTH).remaining());
  }

  @Test
  void anEndBeforeTheFirstOctetIsAnEnd() throws IOException {
    assertNull(input.need(21));
    assertTrue(input.atEnd());
  }

  @Test
  void anEndBetweenTwoIsAnEnd() throws IOException {
    connection.give(octets(0, 21));
    assertTaken(0, 21);
    assertNull(input.need(21));
  }

  @Test
  void anEndAfterTheFirstOctetIsATruncation() {
    connection.give(octets(0, 20));
    assertThrows(TunnelException.Truncated.class, () -> input.need(21));
  }

  @Test
  void looksForTheEndAndTakesNothing() throws IOException {
    connection.give(octets(0, 21));
    assertFalse(input.atEnd());
    assertTaken(0, 21);
  }

  @Test
  void anInterruptedReadLosesNothing() throws IOException {
    var interrupted = new InterruptedIOException();
    connection.give(octets(0, 10)).fail(interrupted).give(octets(10, 11));
    assertSame(interrupted, assertThrows(IOException.class, () -> input.need(21)));
    assertTaken(0, 21);
  }

  @Test
  void anInterruptedReadOfALongRecordLosesNothing() throws IOException {
    connection.give(octets(0, 40_000)).fail(new InterruptedIOException());
    connection.give(octets(40_000, LONG_LENGTH - 40_000));
    assertThrows(InterruptedIOException.class, () -> input.need(LONG_LENGTH));
    assertTaken(0, LONG_LENGTH);
  }

  @Test
  void aLargeBufferGoesBackBeforeTheNextWait() throws IOException {
    connection.give(octets(0, LONG_LENGTH));
    assertTaken(0, LONG_LENGTH);
    long allocations = Buffers.allocations();
    assertNull(input.need(21));
    Buffers.release(Buffers.acquire());
    assertEquals(allocations, Buffers.allocations(), "the one given back is lent again");
  }
}
