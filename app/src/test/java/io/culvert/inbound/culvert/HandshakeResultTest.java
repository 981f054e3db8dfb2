package io.culvert.inbound.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.net.DeadlineExceededException;
import io.culvert.wire.HandshakeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each end of a handshake has a result of its own. */
class HandshakeResultTest {
  @ParameterizedTest
  @EnumSource
  void refusal(HandshakeException.Reason reason) throws ReflectiveOperationException {
    assertEquals(HandshakeResult.valueOf(reason.name()), HandshakeResult.of(refusedFor(reason)));
  }

  /** Only the handshake itself makes these. */
  private static HandshakeException refusedFor(HandshakeException.Reason reason)
      throws ReflectiveOperationException {
    var constructor =
        HandshakeException.class.getDeclaredConstructor(HandshakeException.Reason.class);
    constructor.setAccessible(true);
    return constructor.newInstance(reason);
  }

  @Test
  void silence() {
    assertEquals(
        HandshakeResult.TIMEOUT, HandshakeResult.of(new DeadlineExceededException("silent")));
  }

  @Test
  void silenceInTheMiddle() {
    assertEquals(HandshakeResult.TIMEOUT, HandshakeResult.of(new SocketTimeoutException()));
  }

  @Test
  void anEndInTheMiddle() {
    assertEquals(HandshakeResult.INCOMPLETE, HandshakeResult.of(new EOFException()));
  }

  @Test
  void aPlaceThatANewerConnectionTook() {
    var closed = new ClosedChannelException();
    assertEquals(
        HandshakeResult.CROWDED_OUT,
        HandshakeResult.of(new TunnelAcceptor.CrowdedOutException(closed)));
  }

  @Test
  void aBrokenConnection() {
    assertEquals(
        HandshakeResult.UNREACHABLE, HandshakeResult.of(new IOException("Connection reset")));
  }
}
