package io.culvert.net;

import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** A program that dials each of its arguments and prints one result per line. */
final class ConnectProbe {
  private static final int PORT = 81;

  private ConnectProbe() {}

  public static void main(String[] addresses) {
    var deadlines = new Deadlines();
    try (var scope = TaskScope.open("probe")) {
      scope.fork("deadlines", deadlines::run);
      for (String address : addresses) {
        System.out.println(address + " " + result(deadlines, address));
      }
    }
    System.exit(0);
  }

  private static String result(Deadlines deadlines, String address) {
    try {
      var target = List.of(InetAddress.getByName(address));
      TaskScope.run(
          "dial", () -> new Dialer(deadlines, Duration.ofSeconds(10)).dial(target, PORT).reset());
      return "CONNECTED";
    } catch (ConnectFailedException e) {
      return e.failure().name();
    } catch (IOException | InterruptedException e) {
      return e.getClass().getSimpleName();
    }
  }
}
