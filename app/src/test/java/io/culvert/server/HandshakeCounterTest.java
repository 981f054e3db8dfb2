package io.culvert.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.metrics.HandshakeResult;
import io.culvert.metrics.Metrics;
import io.culvert.net.DeadlineExceededException;
import io.culvert.wire.HandshakeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each end of a handshake has a counter of its own, and moves no other. */
class HandshakeCounterTest {
  private final Metrics metrics = new Metrics();
  private final HandshakeCounter counter = new HandshakeCounter(metrics);

  private void assertOnly(HandshakeResult expected) {
    for (HandshakeResult result : HandshakeResult.values()) {
      assertEquals(result == expected ? 1 : 0, metrics.handshakes(result), result.word());
    }
  }

  @Test
  void acceptance() {
    counter.completed();
    assertOnly(HandshakeResult.ACCEPTED);
  }

  @ParameterizedTest
  @EnumSource
  void refusal(HandshakeException.Reason reason) throws ReflectiveOperationException {
    counter.failed(refusedFor(reason));
    assertOnly(HandshakeResult.valueOf(reason.name()));
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
    counter.failed(new DeadlineExceededException("silent"));
    assertOnly(HandshakeResult.TIMEOUT);
  }

  @Test
  void silenceInTheMiddle() {
    counter.failed(new SocketTimeoutException());
    assertOnly(HandshakeResult.TIMEOUT);
  }

  @Test
  void anEndInTheMiddle() {
    counter.failed(new EOFException());
    assertOnly(HandshakeResult.INCOMPLETE);
  }

  @Test
  void aBrokenConnection() {
    counter.failed(new IOException("Connection reset"));
    assertOnly(HandshakeResult.UNREACHABLE);
  }
}
