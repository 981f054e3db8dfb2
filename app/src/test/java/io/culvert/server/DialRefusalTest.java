package io.culvert.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.metrics.CloseReason;
import io.culvert.net.DeadlineExceededException;
import io.culvert.socks.ReplyCode;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/**
 * One test for each row of the table of causes, its reply and its counter; the texts are those of
 * Linux.
 */
class DialRefusalTest {
  @Test
  void aRefusedConnectionIsRep05() {
    assertRep(0x05, CloseReason.CONNECTION_REFUSED, new ConnectException("Connection refused"));
  }

  @Test
  void aResetDuringConnectIsRep05() {
    assertRep(
        0x05, CloseReason.CONNECTION_REFUSED, new SocketException("Connection reset by peer"));
    assertRep(0x05, CloseReason.CONNECTION_REFUSED, new SocketException("Connection reset"));
  }

  @Test
  void anUnreachableNetworkIsRep03() {
    assertRep(0x03, CloseReason.NETWORK_UNREACHABLE, new SocketException("Network is unreachable"));
    assertRep(
        0x03, CloseReason.NETWORK_UNREACHABLE, new ConnectException("Network is unreachable"));
  }

  @Test
  void anUnreachableHostIsRep04() {
    assertRep(0x04, CloseReason.HOST_UNREACHABLE, new NoRouteToHostException("No route to host"));
    assertRep(0x04, CloseReason.HOST_UNREACHABLE, new SocketException("Host is unreachable"));
  }

  @Test
  void aNameWithoutAddressIsRep04() {
    assertRep(0x04, CloseReason.UNRESOLVABLE, new UnknownHostException("no address for this name"));
  }

  @Test
  void silenceIsRep04() {
    assertRep(
        0x04, CloseReason.CONNECT_TIMEOUT, new DeadlineExceededException("no answer to connect"));
    assertRep(0x04, CloseReason.CONNECT_TIMEOUT, new ConnectException("Connection timed out"));
    assertRep(0x04, CloseReason.CONNECT_TIMEOUT, new SocketTimeoutException("Connect timed out"));
  }

  @Test
  void aRuleIsRep02() {
    assertRep(0x02, CloseReason.NOT_ALLOWED, new TargetAddresses.NotAllowedException());
  }

  @Test
  void aFirewallOfThisHostIsRep02() {
    assertRep(0x02, CloseReason.NOT_ALLOWED, new SocketException("Permission denied"));
    assertRep(0x02, CloseReason.NOT_ALLOWED, new BindException("Permission denied"));
    assertRep(0x02, CloseReason.NOT_ALLOWED, new SocketException("Operation not permitted"));
  }

  @Test
  void aFamilyThatThisHostLacksIsRep08() {
    assertRep(
        0x08,
        CloseReason.ADDRESS_TYPE_NOT_SUPPORTED,
        new SocketException("Address family not supported by protocol"));
    assertRep(
        0x08,
        CloseReason.ADDRESS_TYPE_NOT_SUPPORTED,
        new SocketException("Protocol family unavailable"));
  }

  @Test
  void aCommandThatIsNotOfferedIsRep07() {
    assertEquals(ReplyCode.COMMAND_NOT_SUPPORTED, DialRefusal.COMMAND.code());
    assertEquals(CloseReason.COMMAND_NOT_SUPPORTED, DialRefusal.COMMAND.reason());
  }

  @Test
  void anythingElseIsRep01() {
    assertRep(0x01, CloseReason.GENERAL_FAILURE, new SocketException("Too many open files"));
    assertRep(0x01, CloseReason.GENERAL_FAILURE, new SocketException("No buffer space available"));
    assertRep(0x01, CloseReason.GENERAL_FAILURE, new IOException("something else"));
    assertRep(0x01, CloseReason.GENERAL_FAILURE, new IOException((String) null));
  }

  private static void assertRep(int code, CloseReason reason, IOException cause) {
    assertEquals(code, DialRefusal.of(cause).code().code(), cause.toString());
    assertEquals(reason, DialRefusal.of(cause).reason(), cause.toString());
  }
}
