package io.culvert.tunnel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Endpoint;
import io.culvert.net.Deadlines;
import io.culvert.wire.RecordType;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream whose peer, or network, does what a TunnelStream of its own would not. */
class TunnelStreamFaultsTest {
  private final MemoryConnection connection = new MemoryConnection();
  private StreamSealer peer;
  private TunnelStream stream;

  @BeforeEach
  void open() throws IOException {
    Sessions sessions = Sessions.open();
    peer = sessions.server().sealer(0);
    stream = new TunnelConnection(connection, sessions.client(), new Deadlines()).nextStream();
  }

  private void says(RecordType type, byte... body) throws IOException {
    connection.give(Sessions.sealed(peer, type, body));
  }

  @Test
  void anEndHasNoOctetsBehindIt() throws IOException {
    says(RecordType.END, (byte) 'x');
    assertNull(stream.receive());
    assertNull(stream.receive());
  }

  @Test
  void theEndOfDatagramsStaysTheEnd() throws IOException {
    says(RecordType.END);
    assertNull(stream.receiveDatagram());
    assertNull(stream.receiveDatagram());
    assertTrue(connection.isOpen());
  }

  @Test
  void bothEndsLeaveAConnectionForTheNextStream() throws IOException {
    says(RecordType.END);
    stream.endOutput();
    stream.close();
    assertTrue(stream.leavesReusable());
  }

  /** The peer would wait for the rest of it. */
  @Test
  void anEndThatWasCutShortLeavesNoConnectionForTheNextStream() throws IOException {
    says(RecordType.END);
    assertNull(stream.receive());
    connection.failWrites(new InterruptedIOException());
    assertThrows(InterruptedIOException.class, stream::endOutput);
    connection.failWrites(null);
    stream.close();
    assertFalse(stream.leavesReusable());
    assertTrue(connection.isReset());
  }

  @Test
  void aDatagramThatWasCutShortLeavesNoConnectionForTheNextStream() throws IOException {
    says(RecordType.END);
    connection.failWrites(new IOException("broken"));
    assertThrows(TunnelException.Lost.class, () -> stream.writeDatagram(body()));
    stream.close();
    assertFalse(stream.leavesReusable());
    assertTrue(connection.isReset());
  }

  private static ByteBuffer body() {
    return ByteBuffer.allocate(10);
  }

  @Test
  void aReplyThatCannotBeWrittenIsALostTunnel() {
    connection.failWrites(new IOException("broken"));
    assertThrows(
        TunnelException.Lost.class,
        () -> stream.respond(OpenResponse.success(Endpoint.UNSPECIFIED)));
  }
}
