package io.culvert.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The run that an image is trained with: what a server and a local do from their start on, in one
 * process, so that the archive made of it holds the classes of both and knows which code is hot. It
 * also proves that the image lacks no module.
 */
public final class Training {
  private static final String SECONDS = "--seconds=4";

  private Training() {}

  /**
   * Exits with 1 if a step failed.
   *
   * @param args an empty directory for files
   */
  public static void main(String[] args) throws IOException {
    Path server = Path.of(args[0]).resolve("server");
    run("init", "--dir=" + server, "--host=127.0.0.1", "--port=8443");
    run("check", "--config=" + server.resolve("server.toml"));
    Path local = Files.writeString(Path.of(args[0]).resolve("local.toml"), "[limits]\n");
    run("check", "--config=" + local, "--role=local");
    run("demo", "--once", "--listen=127.0.0.1:0");
    run("bench", SECONDS, "--streams=4");
    System.out.flush();
    System.exit(ExitCode.OK);
  }

  private static void run(String... arguments) {
    int exitCode = new Program(Terminal.ofProcess()).run(arguments);
    if (exitCode != ExitCode.OK) {
      System.err.println("training: exit code " + exitCode + " of " + Arrays.toString(arguments));
      System.exit(ExitCode.FAILURE);
    }
  }
}
