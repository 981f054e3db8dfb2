package io.culvert.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.net.Deadlines;
import io.culvert.wire.RecordException;
import io.culvert.wire.RecordType;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader makes of the octets of one stream, wherever the network cuts them. */
class RecordReaderTest {
  private static final byte[] HELLO = "hello".getBytes(US_ASCII);

  private final MemoryConnection connection = new MemoryConnection();
  private Sessions sessions;
  private StreamSealer sealer;

  @BeforeEach
  void handshake() throws IOException {
    sessions = Sessions.open();
    sealer = sessions.server().sealer(0);
  }

  private byte[] sealed(RecordType type, byte... body) throws IOException {
    return Sessions.sealed(sealer, type, body);
  }

  private RecordReader reader(MemoryConnection of) {
    var tunnel = new TunnelConnection(of, sessions.client(), new Deadlines());
    return new RecordReader(tunnel, sessions.client().opener(0));
  }

  private RecordReader reader() {
    return reader(connection);
  }

  private static void assertNext(RecordReader reader, RecordType type, byte... body)
      throws IOException {
    RecordReader.Message message = reader.next();
    assertEquals(type, message.type());
    byte[] octets = new byte[message.body().remaining()];
    message.body().get(octets);
    assertArrayEquals(body, octets);
  }

  private static void assertHelloAndEnd(RecordReader reader) throws IOException {
    assertNext(reader, RecordType.DATA, HELLO);
    assertFalse(reader.finished());
    assertNext(reader, RecordType.END);
    assertTrue(reader.finished());
  }

  private byte[] helloAndEnd() throws IOException {
    return Sessions.joined(sealed(RecordType.DATA, HELLO), sealed(RecordType.END));
  }

  @Test
  void readsRecordsThatCameAllAtOnce() throws IOException {
    connection.give(helloAndEnd());
    assertHelloAndEnd(reader());
  }

  @Test
  void readsRecordsThatCameOctetByOctet() throws IOException {
    connection.giveSingly(helloAndEnd());
    assertHelloAndEnd(reader());
  }

  @Test
  void readsTheLargestRecord() throws IOException {
    byte[] body = new byte[StreamSealer.MAX_BODY_LENGTH];
    Arrays.fill(body, (byte) 7);
    connection.give(sealed(RecordType.DATA, body));
    connection.give(sealed(RecordType.DATA, HELLO));
    RecordReader reader = reader();
    assertNext(reader, RecordType.DATA, body);
    assertNext(reader, RecordType.DATA, HELLO);
  }

  @Test
  void anEndOfTheConnectionIsATruncationAtEveryOctet() throws IOException {
    byte[] whole = helloAndEnd();
    for (int length = 0; length < whole.length; length++) {
      RecordReader reader = reader(new MemoryConnection().give(Arrays.copyOf(whole, length)));
      assertThrows(TunnelException.Truncated.class, () -> readAll(reader), "after " + length);
      assertFalse(reader.finished());
    }
  }

  private static void readAll(RecordReader reader) throws IOException {
    while (!reader.finished()) {
      reader.next();
    }
  }

  @Test
  void anInterruptLeavesTheRecordToTheNextReaderAtEveryOctet() throws IOException {
    byte[] whole = helloAndEnd();
    for (int length = 0; length < whole.length; length++) {
      RecordReader reader =
          reader(
              new MemoryConnection()
                  .give(Arrays.copyOf(whole, length))
                  .fail(new InterruptedIOException())
                  .give(Arrays.copyOfRange(whole, length, whole.length)));
      assertEquals(List.of("DATA hello", "END "), allInSpiteOfInterrupts(reader), "at " + length);
    }
  }

  private static List<String> allInSpiteOfInterrupts(RecordReader reader) throws IOException {
    List<String> read = new ArrayList<>();
    while (!reader.finished()) {
      try {
        RecordReader.Message message = reader.next();
        read.add(message.type() + " " + US_ASCII.decode(message.body()));
      } catch (InterruptedIOException e) {
        assertFalse(reader.isWaiting());
      }
    }
    return read;
  }

  @Test
  void passesOverPaddingAndEmptyData() throws IOException {
    connection.give(sealed(RecordType.PAD));
    connection.give(sealed(RecordType.DATA));
    connection.give(helloAndEnd());
    assertHelloAndEnd(reader());
  }

  @ParameterizedTest
  @EnumSource(names = {"PAD", "PING"})
  void passesOverSixtyFourKeepAlivesAndRefusesAFlood(RecordType type) throws IOException {
    for (int i = 0; i < 64; i++) {
      connection.give(sealed(type));
    }
    connection.give(sealed(RecordType.DATA, HELLO));
    RecordReader reader = reader();
    assertNext(reader, RecordType.DATA, HELLO);
    // One more is allowed each second, however long this takes.
    for (int i = 0; i < 1000; i++) {
      connection.give(sealed(type));
    }
    assertThrows(RecordException.class, reader::next);
  }

  @Test
  void refusesAKeepAliveWithABody() throws IOException {
    connection.give(sealed(RecordType.PAD, (byte) 'x'));
    RecordReader reader = reader();
    assertThrows(RecordException.class, reader::next);
  }

  @Test
  void passesOnARecordThatIsNoDataAlthoughItIsEmpty() throws IOException {
    connection.give(sealed(RecordType.OPEN));
    assertNext(reader(), RecordType.OPEN);
  }

  @Test
  void saysThatThePeerAborted() throws IOException {
    connection.give(sealed(RecordType.DATA, HELLO)).give(sealed(RecordType.RESET, (byte) 0));
    RecordReader reader = reader();
    assertNext(reader, RecordType.DATA, HELLO);
    assertThrows(TunnelException.ResetByPeer.class, reader::next);
    assertTrue(reader.finished());
  }

  @Test
  void refusesWhateverIsAltered() throws IOException {
    byte[] whole = helloAndEnd();
    for (int i = 0; i < whole.length; i++) {
      byte[] altered = whole.clone();
      altered[i] ^= 1;
      RecordReader reader = reader(new MemoryConnection().give(altered));
      assertThrows(RecordException.class, () -> readAll(reader), "octet " + i);
    }
  }

  @Test
  void refusesWhatFollowsTheEnd() throws IOException {
    connection.give(sealed(RecordType.END));
    connection.give(Sessions.sealed(sessions.server().sealer(0), RecordType.DATA, HELLO));
    RecordReader reader = reader();
    assertNext(reader, RecordType.END);
    assertThrows(RecordException.class, reader::next);
  }

  @Test
  void waitsOnlyWhileItReads() throws IOException {
    connection.give(helloAndEnd());
    RecordReader reader = reader();
    assertFalse(reader.isWaiting());
    long before = System.nanoTime();
    assertHelloAndEnd(reader);
    assertFalse(reader.isWaiting());
    assertTrue(reader.receivedNanos() - before >= 0);
  }

  @Test
  void waitsNoMoreWhenItFailed() {
    RecordReader reader = reader();
    assertThrows(TunnelException.Truncated.class, reader::next);
    assertFalse(reader.isWaiting());
  }
}
