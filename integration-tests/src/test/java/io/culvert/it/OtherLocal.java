package io.culvert.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One more local of the image, for a server that runs. */
final class OtherLocal implements AutoCloseable {
  final int socksPort;
  private final Program program;

  private OtherLocal(int socksPort, Program program) {
    this.socksPort = socksPort;
    this.program = program;
  }

  static OtherLocal start(String link, String... flags) throws Exception {
    int port = Image.freePort();
    List<String> command = new ArrayList<>(List.of("local", "--listen", "127.0.0.1:" + port));
    command.addAll(Arrays.asList(flags));
    command.add(link);
    var local = new OtherLocal(port, Program.culvert(command.toArray(String[]::new)));
    try {
      Image.awaitPort(port, local.program);
      return local;
    } catch (Exception | AssertionError e) {
      local.close();
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
