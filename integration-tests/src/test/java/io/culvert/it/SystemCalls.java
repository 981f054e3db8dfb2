package io.culvert.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/** Counts the system calls of all threads of a program until {@link #end}. */
final class SystemCalls implements AutoCloseable {
  /**
   * @param writes those of {@code all} that hand data to a socket
   */
  record Counts(long all, long writes) {}

  private final Path table = Files.createTempFile("culvert-it", ".strace");
  private final Program strace;

  /** Skips the test, by name, where strace is missing or may not look at other programs. */
  SystemCalls(Program of) throws Exception {
    Image.needs("strace");
    strace =
        Program.start("strace", "-f", "-c", "-o", table.toString(), "-p", Long.toString(of.pid()));
    Awaitility.await()
        .atMost(Program.PATIENCE)
        .until(() -> strace.err().contains("attached") || !strace.isAlive());
    assumeTrue(strace.isAlive(), () -> "strace cannot be used here: " + strace.err());
  }

  /** How many there were; those that the end interrupted are counted too. */
  Counts end() throws Exception {
    strace.signal("INT");
    strace.result(Program.PATIENCE);
    return new Counts(count("total"), count("write"));
  }

  private long count(String name) throws IOException {
    return Files.readAllLines(table).stream()
        // % time, seconds, usecs/call, calls, errors if there were any, name
        .map(line -> line.strip().split(" +"))
        .filter(columns -> columns[columns.length - 1].equals(name))
        .mapToLong(columns -> Long.parseLong(columns[3]))
        .findFirst()
        .orElseThrow(() -> new AssertionError("strace counted no " + name + ": " + strace.err()));
  }

  @Override
  public void close() throws Exception {
    strace.close();
    Files.delete(table);
  }
}
