package io.culvert.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Why an address cannot be bound. The JDK throws one type of exception for all causes, with a
 * message that depends on the locale. Further binds and connects therefore determine the cause.
 */
enum BindProblem {
  NO_SUCH_ADDRESS("no such address on this machine", "give an address of this machine"),
  IN_USE(
      "address already in use",
      "stop the program that has it (ss -ltnp shows which), or give another address"),
  NOT_PERMITTED(
      "permission denied",
      "ports below 1024 are for root, or for programs with CAP_NET_BIND_SERVICE; give another port");

  private static final int FIRST_FREE_PORT = 1024;
  private static final int PATIENCE_MILLIS = 500;

  private final String words;
  private final String hint;

  BindProblem(String words, String hint) {
    this.words = words;
    this.hint = hint;
  }

  String words() {
    return words;
  }

  String hint() {
    return hint;
  }

  /**
   * @param address the address that could not be bound
   */
  static BindProblem of(InetSocketAddress address) {
    if (!bindsAnyPort(address)) {
      return NO_SUCH_ADDRESS;
    }
    return address.getPort() >= FIRST_FREE_PORT || answers(address) ? IN_USE : NOT_PERMITTED;
  }

  private static boolean bindsAnyPort(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket(0, 1, address.getAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
