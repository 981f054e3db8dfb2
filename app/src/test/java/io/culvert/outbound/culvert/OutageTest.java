package io.culvert.outbound.culvert;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.net.ConnectFailedException;
import io.culvert.net.ConnectFailure;
import io.culvert.net.DeadlineExceededException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Report F1: only the first requests of an outage wait for the time-out. */
class OutageTest {
  private static final IOException TIME_OUT = new DeadlineExceededException("silent");

  private final Outage outage = new Outage();

  private static List<IOException> timeOuts() {
    return List.of(
        TIME_OUT,
        new ConnectFailedException(ConnectFailure.TIMED_OUT, new ConnectException()),
        new TunnelDialer.HandshakeFailedException(TIME_OUT));
  }

  private static List<IOException> others() {
    return List.of(
        new ConnectFailedException(ConnectFailure.REFUSED, new ConnectException()),
        new TunnelDialer.HandshakeFailedException(new EOFException()));
  }

  @ParameterizedTest
  @MethodSource("timeOuts")
  void f1ATimeOutIsEverybodysUntilTheServerAnswers(IOException timeOut) {
    outage.failed(timeOut);
    assertSame(timeOut, assertThrows(IOException.class, outage::check));
    outage.over();
    assertDoesNotThrow(outage::check);
  }

  @ParameterizedTest
  @MethodSource("others")
  void f1AnAnswerIsNobodyElses(IOException other) {
    outage.failed(other);
    assertDoesNotThrow(outage::check);
  }

  @Test
  void f1AnOutageLastsThroughOtherFailures() {
    outage.failed(TIME_OUT);
    others().forEach(outage::failed);
    assertThrows(IOException.class, outage::check);
  }
}
