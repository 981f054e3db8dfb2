package io.culvert.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Datagrams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams of one association, from one end of a stream to the other. */
@Timeout(30)
class TunnelDatagramsTest {
  /** What UDP over IPv6 can carry: 65,535 less the header of UDP. */
  private static final int LONGEST_PAYLOAD = 65_527;

  private static final Endpoint TARGET = endpoint("192.0.2.1");

  private final ByteBuffer received = ByteBuffer.allocate(Datagrams.HEADROOM + LONGEST_PAYLOAD);
  private TunnelEnds ends;
  private TunnelConnection nearConnection;
  private TunnelConnection farConnection;
  private TunnelStream farStream;
  private TunnelDatagrams near;
  private TunnelDatagrams far;

  @BeforeEach
  void open() throws Exception {
    ends = new TunnelEnds();
    nearConnection = ends.dialer.dial();
    farConnection = ends.accepted();
    farStream = farConnection.nextStream();
    near = new TunnelDatagrams(nearConnection.nextStream());
    far = new TunnelDatagrams(farStream);
  }

  @AfterEach
  void close() throws Exception {
    nearConnection.close();
    farConnection.close();
    ends.close();
  }

  private static Endpoint endpoint(String host) {
    return new Endpoint(Address.parse(host), 53);
  }

  /** A payload behind its headroom. */
  private static ByteBuffer payload(byte[] octets) {
    return ByteBuffer.allocate(Datagrams.HEADROOM + octets.length)
        .put(Datagrams.HEADROOM, octets)
        .position(Datagrams.HEADROOM);
  }

  private static ByteBuffer payload(String text) {
    return payload(text.getBytes(US_ASCII));
  }

  private void assertReceives(Endpoint peer, String text) throws IOException {
    assertEquals(peer, far.receive(received.clear().position(Datagrams.HEADROOM)));
    received.flip().position(Datagrams.HEADROOM);
    assertEquals(text, US_ASCII.decode(received).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "example.com"})
  void aDatagramArrivesWithItsAddress(String host) throws IOException {
    near.send(endpoint(host), payload("query"));
    assertReceives(endpoint(host), "query");
  }

  @Test
  void theLongestNameFitsIntoTheHeadroom() throws IOException {
    String label = "a".repeat(63);
    String name = String.join(".", label, label, label, "a".repeat(61));
    near.send(endpoint(name), payload("query"));
    assertReceives(endpoint(name), "query");
  }

  @Test
  void anEmptyDatagramArrives() throws IOException {
    near.send(TARGET, payload(""));
    assertReceives(TARGET, "");
  }

  @Test
  void eachDatagramStaysOne() throws IOException {
    near.send(TARGET, payload("one"));
    near.send(TARGET, payload("two"));
    assertReceives(TARGET, "one");
    assertReceives(TARGET, "two");
  }

  /** A record holds no more, and one datagram must not end the others. */
  @ParameterizedTest
  @ValueSource(ints = {65_501, 65_507, LONGEST_PAYLOAD})
  void whatDoesNotFitIntoARecordIsDropped(int length) throws IOException {
    near.send(endpoint("2001:db8::1"), payload(new byte[length]));
    near.send(TARGET, payload("next"));
    assertReceives(TARGET, "next");
  }

  @Test
  void whatJustFitsIntoARecordArrives() throws IOException {
    int length = 65_519 - endpoint("2001:db8::1").octets().length;
    near.send(endpoint("2001:db8::1"), payload(new byte[length]));
    far.receive(received.clear());
    assertEquals(length, received.position());
  }

  @Test
  void whatTheReceiverHasNoRoomForIsCutOff() throws IOException {
    near.send(TARGET, payload("query"));
    ByteBuffer small = ByteBuffer.allocate(3);
    far.receive(small);
    assertEquals("que", US_ASCII.decode(small.flip()).toString());
    near.send(TARGET, payload("next"));
    assertReceives(TARGET, "next");
  }

  @Test
  void aBodyWithoutAnAddressEndsTheAssociation() throws IOException {
    farStream.writeDatagram(ByteBuffer.wrap(new byte[] {9, 9}));
    assertThrows(IOException.class, () -> near.receive(received.clear()));
  }

  @Test
  void aResetIsNoEnd() {
    near.reset();
    assertThrows(TunnelException.ResetByPeer.class, () -> far.receive(received.clear()));
  }

  @Test
  void aCloseIsAnEndAndLeavesTheConnectionForTheNextStream() throws Exception {
    near.send(TARGET, payload("in flight"));
    CompletableFuture<Void> closed = CompletableFuture.runAsync(near::close);
    assertReceives(TARGET, "in flight");
    assertNull(far.receive(received.clear()));
    far.close();
    closed.get();
    assertTrue(farStream.leavesReusable());
    assertTrue(nearConnection.isOpen());
  }

  @Test
  void aDatagramBehindTheEndIsDropped() throws Exception {
    CompletableFuture<Void> closed = CompletableFuture.runAsync(near::close);
    assertNull(far.receive(received.clear()));
    far.close();
    closed.get();
    far.send(TARGET, payload("late"));
  }
}
