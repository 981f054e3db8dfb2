package io.culvert.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class BindProblemTest {
  /** A privileged port that hardly any machine uses. */
  private static final int PRIVILEGED = 13;

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.23"));
  }

  @Test
  void anAddressOfAnotherMachineIsNone() {
    assertEquals(
        BindProblem.NO_SUCH_ADDRESS, BindProblem.of(new InetSocketAddress("198.51.100.1", 1080)));
  }

  @Test
  void aPortThatAnybodyMayUseIsInUse() throws Exception {
    try (var taken = listen(0)) {
      assertEquals(
          BindProblem.IN_USE,
          BindProblem.of(new InetSocketAddress("127.0.0.23", taken.getLocalPort())));
    }
  }

  @Test
  void aPortForRootWhereNobodyListensIsNotPermitted() {
    assertEquals(
        BindProblem.NOT_PERMITTED, BindProblem.of(new InetSocketAddress("127.0.0.24", PRIVILEGED)));
  }

  @Test
  void aPortForRootWhereSomebodyListensIsInUse() throws Exception {
    boolean root = true;
    try (var taken = listen(PRIVILEGED)) {
      assertEquals(
          BindProblem.IN_USE, BindProblem.of(new InetSocketAddress("127.0.0.23", PRIVILEGED)));
    } catch (IOException e) {
      root = false;
    }
    assumeTrue(root, "ports below 1024 are not for this user");
  }
}
