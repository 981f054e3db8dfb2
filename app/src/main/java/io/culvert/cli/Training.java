package io.culvert.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The training run for the image's AOT cache. It runs a server, a local and the other commands in
 * one process, so that the cache contains their classes and the profiles of hot code. It also
 * verifies that the image contains all modules.
 */
public final class Training {
  private static final String SECONDS = "--seconds=4";

  private final Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Program program =
      new Program(
          new Terminal(System.in, new PrintStream(out, true), new Stopping(), System.getenv()));

  private Training(Path directory) {
    this.directory = directory;
  }

  /**
   * Exits with 1 if a step failed.
   *
   * @param args one argument: an empty directory for files
   */
  public static void main(String[] args) throws IOException {
    new Training(Path.of(args[0])).run();
    System.exit(ExitCode.OK);
  }

  private void run() throws IOException {
    run("--version");
    Path server = directory.resolve("server");
    Path serverFile = server.resolve("server.toml");
    run("init", "--dir=" + server, "--host=127.0.0.1", "--port=8443");
    String link = out.toString(UTF_8).lines().toList().getLast();
    run("check", "--config=" + serverFile);
    Path localFile = Files.writeString(directory.resolve("local.toml"), "[limits]\n");
    run("check", "--config=" + localFile, "--role=local");
    run("server", "--config=" + serverFile, "--listen=127.0.0.1:0");
    run("local", "--config=" + localFile, "--listen=127.0.0.1:0", link);
    run("demo", "--once", "--listen=127.0.0.1:0");
    run("bench", SECONDS, "--streams=4");
  }

  private void run(String... arguments) {
    int exitCode = program.run(arguments);
    if (exitCode != ExitCode.OK) {
      System.err.println("training: exit code " + exitCode + " of " + Arrays.toString(arguments));
      System.exit(ExitCode.FAILURE);
    }
  }

  /** Standard error; stops a service as soon as it logs that it listens. */
  private static final class Stopping extends PrintStream {
    Stopping() {
      super(System.err, true);
    }

    @Override
    public void print(String line) {
      super.print(line);
      if (line.contains("listening on")) {
        stop();
      }
    }

    private static void stop() {
      try {
        String self = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-TERM", self).inheritIO().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
