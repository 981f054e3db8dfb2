package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A running program whose output goes to files. Closing kills it. */
final class Program implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a finished program left. */
  record Result(int exitCode, String out, String err) {}

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Program start(List<String> command) throws IOException {
    Path out = Files.createTempFile("culvert-it", ".out");
    Path err = Files.createTempFile("culvert-it", ".err");
    var builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_HOME");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.redirectInput(new java.io.File("/dev/null"));
    return new Program(builder.start(), out, err);
  }

  static Program start(String... command) throws IOException {
    return start(List.of(command));
  }

  /** The image's launcher with these arguments. */
  static Program culvert(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = Image.LAUNCHER.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return start(command);
  }

  static Result run(String... command) throws Exception {
    return run(Duration.ofSeconds(60), command);
  }

  static Result run(Duration limit, String... command) throws Exception {
    try (var program = start(command)) {
      return program.result(limit);
    }
  }

  static Result runCulvert(String... arguments) throws Exception {
    try (var program = culvert(arguments)) {
      return program.result(Duration.ofSeconds(60));
    }
  }

  /** The launcher of an image with further JVM options, separated by blanks. */
  static Result runWithOptions(String options, Path launcher, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "CULVERT_JAVA_OPTIONS=" + options, launcher.toString()));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  Result result(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + limit + ": " + out() + err());
    }
    return new Result(process.exitValue(), out(), err());
  }

  /** Whether it ends within the limit. */
  boolean hasEnded(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the text stands in one of the outputs. */
  void awaitOutput(String text) {
    Awaitility.await(text)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> (out() + err()).contains(text) || !process.isAlive());
    if (!(out() + err()).contains(text)) {
      throw new AssertionError("ended without \"" + text + "\": " + out() + err());
    }
  }

  /** Waits until a server or a local says at which port of the loopback it listens for these. */
  int awaitPort(String purpose) {
    awaitOutput(" for " + purpose);
    Matcher listening =
        Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+) for " + purpose)
            .matcher(out() + err());
    assertTrue(listening.find(), purpose);
    return Integer.parseInt(listening.group(1));
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Resident memory now. Skips the test on a system without {@code /proc}. */
  long residentKib() throws IOException {
    String status = Files.readString(proc("status"));
    return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1"));
  }

  /** Open file descriptors now. Skips the test on a system without {@code /proc}. */
  int descriptors() {
    String[] all = proc("fd").toFile().list();
    return all == null ? 0 : all.length;
  }

  private Path proc(String file) {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "this system has no /proc");
    return Path.of("/proc/" + pid(), file);
  }

  /** Processor time that it has used. */
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  void signal(String name) throws Exception {
    run("kill", "-" + name, Long.toString(pid()));
  }

  /** Asks what it waits for to end, and gives it time to clean up after that. */
  void stopChildren() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.waitFor(10, TimeUnit.SECONDS);
  }

  /** Its children too: faketime is one that waits for what it started. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    kill();
    for (Path file : Arrays.asList(out, err)) {
      Files.deleteIfExists(file);
    }
  }
}
