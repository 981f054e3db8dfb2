package io.culvert.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A further local of the image for a running server. */
final class OtherLocal implements AutoCloseable {
  final int socksPort;
  private final Program program;

  private OtherLocal(Program program) {
    this.program = program;
    this.socksPort = program.awaitPort("SOCKS clients");
  }

  static OtherLocal start(String link, String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of("local", "--listen", "127.0.0.1:0"));
    command.addAll(Arrays.asList(flags));
    command.add(link);
    Program program = Program.culvert(command.toArray(String[]::new));
    try {
      return new OtherLocal(program);
    } catch (Exception | AssertionError e) {
      program.close();
      throw e;
    }
  }

  Program program() {
    return program;
  }

  @Override
  public void close() throws Exception {
    program.close();
  }
}
