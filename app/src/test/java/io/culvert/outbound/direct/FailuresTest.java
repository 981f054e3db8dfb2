package io.culvert.outbound.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.net.ConnectFailedException;
import io.culvert.net.ConnectFailure;
import io.culvert.net.DeadlineExceededException;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.Failure;
import io.culvert.tunnel.OpenResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One test for each row of the table of causes, its reply and its counter. */
class FailuresTest {
  @Test
  void aRefusedConnectionIsRep05() {
    assertRep(0x05, CloseReason.CONNECTION_REFUSED, failed(ConnectFailure.REFUSED));
  }

  @Test
  void anUnreachableNetworkIsRep03() {
    assertRep(0x03, CloseReason.NETWORK_UNREACHABLE, failed(ConnectFailure.NETWORK_UNREACHABLE));
  }

  @Test
  void anUnreachableHostIsRep04() {
    assertRep(0x04, CloseReason.HOST_UNREACHABLE, failed(ConnectFailure.HOST_UNREACHABLE));
  }

  @Test
  void aNameWithoutAddressIsRep04() {
    assertRep(0x04, CloseReason.UNRESOLVABLE, new UnknownHostException("no address for this name"));
  }

  @Test
  void silenceIsRep04() {
    assertRep(
        0x04, CloseReason.CONNECT_TIMEOUT, new DeadlineExceededException("no answer to connect"));
    assertRep(0x04, CloseReason.CONNECT_TIMEOUT, failed(ConnectFailure.TIMED_OUT));
  }

  @Test
  void aRuleIsRep02() {
    assertRep(0x02, CloseReason.NOT_ALLOWED, new TargetAddresses.NotAllowedException());
  }

  @Test
  void aRouteThatProhibitsIsRep02() {
    assertRep(0x02, CloseReason.NOT_ALLOWED, failed(ConnectFailure.PROHIBITED));
  }

  @Test
  void aFamilyThatThisHostLacksIsRep08() {
    assertRep(
        0x08, CloseReason.ADDRESS_TYPE_NOT_SUPPORTED, failed(ConnectFailure.FAMILY_UNAVAILABLE));
  }

  @Test
  void aPeerThatDoesNotComeIsRep06() {
    assertRep(0x06, CloseReason.CONNECT_TIMEOUT, Failure.NO_PEER);
  }

  @Test
  void aCommandThatIsNotOfferedIsRep07() {
    assertRep(0x07, CloseReason.COMMAND_NOT_SUPPORTED, Failure.COMMAND_NOT_SUPPORTED);
  }

  @Test
  void anythingElseIsRep01() {
    assertRep(0x01, CloseReason.GENERAL_FAILURE, failed(ConnectFailure.LOCAL));
    assertRep(0x01, CloseReason.GENERAL_FAILURE, new SocketException("Too many open files"));
    assertRep(0x01, CloseReason.GENERAL_FAILURE, new IOException((String) null));
  }

  /** They follow the locale. */
  @Test
  void textsDecideNothing() {
    for (String text : List.of("Network is unreachable", "Permission denied", "timed out")) {
      assertRep(0x01, CloseReason.GENERAL_FAILURE, new SocketException(text));
      assertRep(
          0x05,
          CloseReason.CONNECTION_REFUSED,
          new ConnectFailedException(ConnectFailure.REFUSED, new ConnectException(text)));
    }
  }

  private static IOException failed(ConnectFailure failure) {
    return new ConnectFailedException(failure, new SocketException("Das Netz ist weg"));
  }

  private static void assertRep(int code, CloseReason reason, IOException cause) {
    assertRep(code, reason, Failures.of(cause));
  }

  private static void assertRep(int code, CloseReason reason, Failure failure) {
    assertEquals(code, OpenResponse.failure(failure).code(), failure.toString());
    assertEquals(reason, failure.reason(), failure.toString());
  }
}
