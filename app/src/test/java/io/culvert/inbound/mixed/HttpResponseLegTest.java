package io.culvert.inbound.mixed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Endpoint;
import io.culvert.http.HttpRequest;
import io.culvert.proxy.Command;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Request;
import io.culvert.tunnel.MemoryConnection;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a target's connection is the response to one request, and what becomes of it then. */
class HttpResponseLegTest {
  private static final String FIVE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private final MemoryConnection target = new MemoryConnection();
  private final HttpOrigins origins = new HttpOrigins();
  private final HttpTransaction transaction = transaction("GET", "");

  private static HttpTransaction transaction(String method, String fields) {
    String head = method + " http://example.com/ HTTP/1.1\r\nHost: example.com\r\n" + fields;
    var in = new ByteArrayInputStream((head + "\r\n").getBytes(US_ASCII));
    try {
      return new HttpTransaction((HttpRequest.Forward) HttpRequest.readFrom(in));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpOrigins.Origin origin(boolean kept) {
    var address = new InetSocketAddress("127.0.0.1", 80);
    var request =
        new Request(
            Command.CONNECT,
            transaction.request().destination(),
            "",
            address,
            InetAddress.getLoopbackAddress(),
            "mixed");
    return new HttpOrigins.Origin(
        request, "direct", new Opened(target, Endpoint.UNSPECIFIED), kept);
  }

  private HttpResponseLeg leg() {
    return new HttpResponseLeg(origin(false), origins, transaction);
  }

  private HttpResponseLeg keptLeg(HttpTransaction of) {
    return new HttpResponseLeg(origin(true), origins, of);
  }

  private static String all(HttpResponseLeg leg) throws IOException {
    var all = new StringBuilder();
    for (ByteBuffer part = leg.receive(); part != null; part = leg.receive()) {
      all.append(US_ASCII.decode(part));
    }
    return all.toString();
  }

  /** The request was sent before. */
  private void sent() {
    transaction.requestTaken();
    transaction.requestSent();
  }

  @Test
  void reportF2AWholeResponseLeavesItsConnectionToTheNextRequest() throws IOException {
    sent();
    target.giveSingly(FIVE.getBytes(US_ASCII));
    HttpResponseLeg leg = leg();
    assertEquals(FIVE, all(leg));
    assertTrue(transaction.leavesClient());
    leg.endOutput();
    leg.close();
    leg.recycle();
    assertTrue(origins.isIdle());
    assertTrue(target.isOpen());
    assertFalse(target.isOutputEnded());
  }

  @Test
  void reportF2OctetsBehindAResponseMakeItsConnectionUseless() throws IOException {
    sent();
    target.give((FIVE + "HTTP/1.1 200 OK\r\n\r\n").getBytes(US_ASCII));
    HttpResponseLeg leg = leg();
    assertEquals(FIVE, all(leg));
    leg.close();
    assertFalse(origins.isIdle());
    assertTrue(target.isOutputEnded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FIVE,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n"
      })
  void reportF2AResponseThatIsCutIsAnErrorAtEveryOctetOfItsContent(String whole) {
    int head = whole.indexOf("\r\n\r\n") + 4;
    for (int length = head; length < whole.length(); length++) {
      var cut = new MemoryConnection();
      cut.give(Arrays.copyOf(whole.getBytes(US_ASCII), length));
      var opened = new Opened(cut, Endpoint.UNSPECIFIED);
      var of = new HttpOrigins.Origin(origin(false).request(), "direct", opened, false);
      var leg = new HttpResponseLeg(of, origins, transaction("GET", ""));
      assertThrows(EOFException.class, () -> all(leg), "after " + length);
    }
  }

  @Test
  void reportF2AHeadThatIsCutIs502AtEveryOctet() throws IOException {
    int head = FIVE.indexOf("\r\n\r\n") + 4;
    for (int length = 0; length < head; length++) {
      var cut = new MemoryConnection();
      cut.give(Arrays.copyOf(FIVE.getBytes(US_ASCII), length));
      var opened = new Opened(cut, Endpoint.UNSPECIFIED);
      var of = new HttpOrigins.Origin(origin(false).request(), "direct", opened, false);
      var leg = new HttpResponseLeg(of, origins, transaction("GET", ""));
      assertTrue(all(leg).startsWith("HTTP/1.1 502 "), "after " + length);
    }
  }

  @Test
  void reportF2A502ToHeadHasNoContent() throws IOException {
    HttpTransaction head = transaction("HEAD", "");
    assertTrue(all(new HttpResponseLeg(origin(false), origins, head)).endsWith("\r\n\r\n"));
    assertTrue(head.isLast());
  }

  @Test
  void reportF2AKeptConnectionThatWasDeadIsNoAnswer() throws IOException {
    for (IOException failure : new IOException[] {null, new SocketException("reset")}) {
      HttpTransaction get = transaction("GET", "");
      if (failure != null) {
        target.fail(failure);
      }
      assertEquals("", all(keptLeg(get)));
      assertTrue(get.isAbandoned());
    }
  }

  @Test
  void reportF2WhatMayHaveHadAnEffectIsNotRepeated() throws IOException {
    for (HttpTransaction of :
        new HttpTransaction[] {
          transaction("POST", ""), transaction("PUT", "Content-Length: 3\r\n"),
        }) {
      assertTrue(all(keptLeg(of)).startsWith("HTTP/1.1 502 "));
      assertFalse(of.isAbandoned());
    }
    target.fail(new SocketException("reset"));
    assertThrows(SocketException.class, () -> all(keptLeg(transaction("POST", ""))));
  }

  @Test
  void reportF2AResetOfAFreshConnectionIsAReset() {
    target.fail(new SocketException("reset"));
    assertThrows(SocketException.class, () -> all(leg()));
  }

  @Test
  void reportF2AnEarlyAnswerOfATargetThatReadsOnWaitsForTheRequest() throws IOException {
    target.give(FIVE.getBytes(US_ASCII));
    HttpResponseLeg leg = leg();
    leg.receive().position(0).limit(0);
    leg.receive().position(0).limit(0);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, leg::receive);
    Thread.interrupted();
    leg.close();
    assertTrue(target.isReset(), "it would read another request for the rest of this one");
  }

  @Test
  void reportF2AnEarlyAnswerOfATargetThatTakesNoMoreIsTheLast() throws IOException {
    target.give(FIVE.getBytes(US_ASCII));
    target.failWrites(new SocketException("broken pipe"));
    HttpResponseLeg leg = leg();
    assertThrows(SocketException.class, () -> leg.write(ByteBuffer.allocate(1)));
    assertTrue(all(leg).contains("\r\nConnection: close\r\n"));
    assertFalse(transaction.leavesClient());
    leg.close();
    assertTrue(target.isReset());
  }

  @Test
  void reportF2AnEarlyAnswerWithOctetsBehindItLeavesNoClient() throws IOException {
    target.give((FIVE + "x").getBytes(US_ASCII));
    all(leg());
    assertFalse(transaction.leavesClient(), "the rest of its request is no other request");
  }
}
