package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image gives its heap's memory to the system's calls, where its JDK can. */
class SocketTransferIT {
  @TempDir Path dir;

  @Test
  void bytesMoveWithoutACopy() throws Exception {
    Path log = dir.resolve("loaded");
    var demo =
        Program.runWithOptions("-Xlog:class+load:file=" + log, Image.LAUNCHER, "demo", "--once");
    assertEquals(0, demo.exitCode(), demo.err());
    assertFalse(demo.err().contains("WARNING"), demo.err());
    boolean linked = Files.readString(log).contains("jdk.internal.foreign.abi.DowncallStub");
    boolean jdkCan = Files.exists(Image.HOME.resolve("lib/culvert.aot"));
    assertEquals(jdkCan && System.getProperty("os.name").equals("Linux"), linked);
  }
}
