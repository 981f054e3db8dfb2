package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that runs out of heap ends, so that its service manager can restart it. */
@Timeout(120)
class OutOfMemoryIT {
  private static final int JVM_OUT_OF_MEMORY = 3;

  /** A thousand streams that keep 64 KiB each, and both ends of a tunnel, in 32 MiB. */
  @Test
  void aProcessThatRunsOutOfHeapEnds() throws Exception {
    Program.Result bench =
        Program.runWithOptions(
            "-Xms32m -Xmx32m", Image.LAUNCHER, "bench", "--seconds=3", "--streams=1000");
    assertEquals(JVM_OUT_OF_MEMORY, bench.exitCode(), bench.toString());
    assertTrue(bench.out().contains("java.lang.OutOfMemoryError"), bench.toString());
  }
}
