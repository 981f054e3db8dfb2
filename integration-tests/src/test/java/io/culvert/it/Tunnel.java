package io.culvert.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A server and a local of the image, started as a user does: init, server, local. */
final class Tunnel implements AutoCloseable {
  /** How one of its programs is started with its arguments. */
  @FunctionalInterface
  interface Starter {
    Program start(String... arguments) throws IOException;
  }

  /** In the link until the server says where it listens. */
  private static final int UNKNOWN_PORT = 1;

  final Path dir;
  int serverPort;
  int socksPort;
  String link;
  private final String[] serverFlags;
  private final String[] localFlags;
  private final Starter serverStarter;
  private final Starter localStarter;
  private Program server;
  private Program local;

  private Tunnel(
      int tunnelPort,
      String[] serverFlags,
      String[] localFlags,
      Starter serverStarter,
      Starter localStarter)
      throws Exception {
    this.serverStarter = serverStarter;
    this.localStarter = localStarter;
    this.dir = Files.createTempDirectory("culvert-it");
    this.serverFlags = serverFlags;
    this.localFlags = localFlags;
    int port = tunnelPort == 0 ? UNKNOWN_PORT : tunnelPort;
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
    return start(
        new Tunnel(tunnelPort, serverFlags, localFlags, Program::culvert, Program::culvert));
  }

  /** Both ends started in these ways, with targets on the loopback allowed. */
  static Tunnel start(Starter server, Starter local) throws Exception {
    String[] serverFlags = {"--targets.allow=127.0.0.0/8"};
    return start(new Tunnel(0, serverFlags, new String[0], server, local));
  }

  private static Tunnel start(Tunnel tunnel) throws Exception {
    try {
      tunnel.startServer();
      tunnel.link = tunnel.link.replace(":" + UNKNOWN_PORT + "#", ":" + tunnel.serverPort + "#");
      tunnel.startLocal();
      return tunnel;
    } catch (Exception | AssertionError e) {
      tunnel.close();
      throw e;
    }
  }

  /** At the first start on any free port, later on the same. */
  void startServer() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("server", "--config", dir.resolve("server/server.toml").toString()));
    command.add("--listen=127.0.0.1:" + serverPort);
    command.addAll(Arrays.asList(serverFlags));
    server = serverStarter.start(command.toArray(String[]::new));
    serverPort = server.awaitPort("tunnel connections");
  }

  private void startLocal() throws Exception {
    List<String> command = new ArrayList<>(List.of("local", "--listen", "127.0.0.1:0"));
    command.addAll(Arrays.asList(localFlags));
    command.add(link);
    local = localStarter.start(command.toArray(String[]::new));
    socksPort = local.awaitPort("SOCKS clients");
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
