package io.culvert.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A server and a local from the image, made as a user makes them: init, server, local. */
final class Tunnel implements AutoCloseable {
  final Path dir;
  final int serverPort;
  final int socksPort;
  final String link;
  private final String[] serverFlags;
  private final String[] localFlags;
  private Program server;
  private Program local;

  private Tunnel(int tunnelPort, String[] serverFlags, String[] localFlags) throws Exception {
    this.dir = Files.createTempDirectory("culvert-it");
    this.serverPort = Image.freePort();
    this.socksPort = Image.freePort();
    this.serverFlags = serverFlags;
    this.localFlags = localFlags;
    int port = tunnelPort == 0 ? serverPort : tunnelPort;
    Program.Result init =
        Program.runCulvert(
            "init",
            "--dir",
            dir.resolve("server").toString(),
            "--host",
            "127.0.0.1",
            "--port",
            "" + port);
    if (init.exitCode() != 0) {
      throw new AssertionError(init.toString());
    }
    this.link = init.out().strip();
  }

  /** Both ends, with targets on the loopback allowed. */
  static Tunnel start() throws Exception {
    return start(0, new String[] {"--targets.allow=127.0.0.0/8"}, new String[0]);
  }

  /**
   * @param tunnelPort where the local finds the server; 0 for the server's own port
   */
  static Tunnel start(int tunnelPort, String[] serverFlags, String[] localFlags) throws Exception {
    var tunnel = new Tunnel(tunnelPort, serverFlags, localFlags);
    try {
      tunnel.startServer();
      tunnel.startLocal(tunnel.link);
      return tunnel;
    } catch (Exception | AssertionError e) {
      tunnel.close();
      throw e;
    }
  }

  void startServer() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("server", "--config", dir.resolve("server/server.toml").toString()));
    command.add("--listen=127.0.0.1:" + serverPort);
    command.addAll(Arrays.asList(serverFlags));
    server = Program.culvert(command.toArray(String[]::new));
    Image.awaitPort(serverPort, server);
  }

  void startLocal(String link) throws Exception {
    List<String> command = new ArrayList<>(List.of("local", "--listen", "127.0.0.1:" + socksPort));
    command.addAll(Arrays.asList(localFlags));
    command.add(link);
    local = Program.culvert(command.toArray(String[]::new));
    Image.awaitPort(socksPort, local);
  }

  Program server() {
    return server;
  }

  Program local() {
    return local;
  }

  Program.Result curl(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--noproxy",
                "",
                "--max-time",
                "30",
                "--socks5-hostname",
                "127.0.0.1:" + socksPort));
    command.addAll(Arrays.asList(arguments));
    return Program.run(command.toArray(String[]::new));
  }

  @Override
  public void close() throws Exception {
    for (Program program : Arrays.asList(local, server)) {
      if (program != null) {
        program.close();
      }
    }
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
