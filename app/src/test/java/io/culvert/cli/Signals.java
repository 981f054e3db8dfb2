package io.culvert.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Sends signals to this process, as {@code kill} does. */
final class Signals {

  private Signals() {}

  static void raise(String name) throws IOException, InterruptedException {
    String pid = Long.toString(ProcessHandle.current().pid());
    Process kill = new ProcessBuilder("kill", "-" + name, pid).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("kill failed");
    }
  }
}
