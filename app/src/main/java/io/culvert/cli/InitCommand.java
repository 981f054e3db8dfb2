package io.culvert.cli;

import io.culvert.address.HostPort;
import io.culvert.auth.ServerKeyFile;
import io.culvert.auth.UsersFile;
import io.culvert.config.ConfigurationException;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.Link;
import io.culvert.identity.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code culvert init}: makes a server's keys, its configuration and its first user, and prints
 * that user's link. If one of these fails, nothing is left behind.
 */
final class InitCommand implements Subcommand {
  private static final String DIR = "--dir";
  private static final String HOST = "--host";
  private static final String PORT = "--port";
  private static final String USER = "--user";
  private static final String DEFAULT_DIR = "culvert";
  private static final String DEFAULT_PORT = "8443";
  private static final String DEFAULT_USER = "user";

  private final Terminal terminal;

  InitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    return Specs.command(
            "init",
            "Creates a server's keys and configuration, and prints the link of its first user.",
            "Run it on the server's machine. The link is the only line on standard output.")
        .addOption(
            Specs.option(
                DIR,
                "DIR",
                "directory for the files; it must be new or empty (default ./" + DEFAULT_DIR + ")"))
        .addOption(
            Specs.option(
                HOST,
                "NAME",
                "name or address at which users reach this machine (default: its address towards the Internet)"))
        .addOption(
            Specs.option(
                PORT, "N", "port that the server listens on (default " + DEFAULT_PORT + ")"))
        .addOption(
            Specs.option(USER, "NAME", "name of the first user (default " + DEFAULT_USER + ")"));
  }

  @Override
  public int run(ParseResult arguments)
      throws ConfigurationException, CommandFailedException, IOException {
    Path directory = Path.of(arguments.matchedOptionValue(DIR, DEFAULT_DIR));
    String givenHost = arguments.matchedOptionValue(HOST, "");
    String host = givenHost.isEmpty() ? OwnAddress.guess() : givenHost;
    HostPort server = address(host, arguments.matchedOptionValue(PORT, DEFAULT_PORT));
    String user = arguments.matchedOptionValue(USER, DEFAULT_USER);
    try (var files = new NewFiles()) {
      Link link = make(files, directory, server, user);
      explain(directory, givenHost.isEmpty() ? OwnAddress.note(host) : "");
      terminal.out().println(link.text());
      terminal.checkOutput();
      files.keep();
    }
    return ExitCode.OK;
  }

  private static HostPort address(String host, String port) throws ConfigurationException {
    boolean bare = host.contains(":") && !host.startsWith("[");
    try {
      HostPort address = HostPort.parse((bare ? "[" + host + "]" : host) + ":" + port);
      if (address.port() > 0) {
        return address;
      }
      throw new IllegalArgumentException("port 0 cannot be connected to");
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(
          HOST + " or " + PORT + ": " + e.getMessage(),
          "allowed is a host name or an IP address, and a port from 1 to 65535");
    }
  }

  private static Link make(NewFiles files, Path directory, HostPort server, String userName)
      throws ConfigurationException, CommandFailedException, IOException {
    SecureRandom random = new SecureRandom();
    User user = user(userName, random);
    ServerKeyPair keyPair = ServerKeyPair.generate(random);
    makeDirectory(files, directory);
    files.file(directory.resolve("server.key"), file -> ServerKeyFile.create(file, keyPair));
    files.file(directory.resolve("users.keys"), file -> UsersFile.create(file, user));
    files.file(
        directory.resolve("server.toml"),
        file -> Files.writeString(file, toml(server.port()), StandardOpenOption.CREATE_NEW));
    return new Link(server, keyPair.publicKey(), user.id(), user.presharedKey(), user.name());
  }

  private static User user(String name, SecureRandom random) throws ConfigurationException {
    try {
      return new User(name, UserId.generate(random), PresharedKey.generate(random));
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(USER + ": " + e.getMessage(), "give another name");
    }
  }

  private static void makeDirectory(NewFiles files, Path directory)
      throws CommandFailedException, IOException {
    if (Files.exists(directory) && !isEmptyDirectory(directory)) {
      throw new CommandFailedException(
          directory + " exists and is not empty: nothing was changed",
          "give another --dir, or use what is there: culvert server --config "
              + directory.resolve("server.toml"));
    }
    if (Files.exists(directory)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } else {
      files.directory(directory);
    }
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  private static String toml(int port) {
    return """
    # A Culvert server. `culvert server --help` lists all keys; `culvert check --config FILE` tests this file.
    listen = "0.0.0.0:%d"
    key-file = "server.key"
    users-file = "users.keys"
    """
        .formatted(port);
  }

  private void explain(Path directory, String note) {
    terminal
        .err()
        .printf(
            """
            %sMade server.toml, server.key and users.keys in %s.
            On this machine:         culvert server --config %s
            On the user's machine:   culvert local LINK
            LINK is the line below. It holds a secret: send it where nobody else can read it.
            """,
            note, directory, directory.resolve("server.toml"));
  }
}
