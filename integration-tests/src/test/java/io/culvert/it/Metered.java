package io.culvert.it;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a program of the image with an {@link AllocationMeter} and reads the meter. */
final class Metered implements Tunnel.Starter {
  private final int port;

  Metered() throws IOException {
    port = Image.freePort();
  }

  @Override
  public Program start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Image.HOME.resolve("bin/java").toString());
    command.add("-D" + AllocationMeter.PORT + "=" + port);
    command.add("-cp");
    command.add(Image.HOME.resolve("app") + "/*:" + Path.of("target", "test-classes"));
    command.add(AllocationMeter.class.getName());
    command.addAll(List.of(arguments));
    return Program.start(command);
  }

  /** By all threads since the start, in bytes. */
  long allocated() throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      byte[] total = socket.getInputStream().readAllBytes();
      return Long.parseLong(new String(total, StandardCharsets.US_ASCII));
    }
  }
}
