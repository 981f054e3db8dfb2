package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * P12: PROTOCOL.md says all that another program needs: a client in Python, {@code
 * src/test/python/culvert_wire.py}, was written from that page alone.
 */
@Timeout(120)
class PythonClientIT {
  /** The second is where Debian's package is, even if another interpreter comes first. */
  private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

  private static final Path SCRIPT =
      Path.of("src", "test", "python", "culvert_client.py").toAbsolutePath();

  private static final Path PAGE = Path.of("..", "crypto", "PROTOCOL.md").toAbsolutePath();

  private static String python;
  private static Tunnel tunnel;
  private static EchoTarget echo;

  @BeforeAll
  static void start() throws Exception {
    for (String interpreter : INTERPRETERS) {
      if (python == null && serves(interpreter)) {
        python = interpreter;
      }
    }
    assumeTrue(python != null, "Python's package cryptography is not installed");
    echo = new EchoTarget();
    String[] serverFlags = {"--targets.allow=127.0.0.0/8", "--bind.enabled=true"};
    tunnel = Tunnel.start(0, serverFlags, new String[0]);
  }

  private static boolean serves(String interpreter) throws Exception {
    return Program.run("env", interpreter, "-c", "import cryptography").exitCode() == 0;
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {tunnel, echo}) {
      if (one != null) {
        one.close();
      }
    }
  }

  private static Program client(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, "-B", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    return Program.start(command);
  }

  private static void assertSays(String expected, String... arguments) throws Exception {
    try (Program client = client(arguments)) {
      assertSays(expected, client);
    }
  }

  private static void assertSays(String expected, Program client) throws Exception {
    assertEquals(new Program.Result(0, expected, ""), client.result(Program.PATIENCE));
  }

  private static String port(int port) {
    return Integer.toString(port);
  }

  @Test
  void theWorkedExampleIsTrue() throws Exception {
    assertSays("true", "example", PAGE.toString());
  }

  @Test
  void mebibytesGoBothWaysAtOnceOnOneStreamAfterTheOther() throws Exception {
    String length = Integer.toString(8 << 20);
    assertSays(
        "3 times " + length + " octets",
        "echo",
        tunnel.link,
        "127.0.0.1",
        port(echo.port()),
        length,
        "3");
  }

  /** The server resolves the name. */
  @Test
  void anAnswerFollowsTheEndOfTheQuestion() throws Exception {
    try (var target = new TcpTarget();
        Program client = client("ask", tunnel.link, "localhost", port(target.port()), "why");
        Socket socket = target.accept()) {
      assertEquals("why", TcpTarget.rest(socket));
      TcpTarget.send(socket, "because");
      socket.close();
      assertSays("because", client);
    }
  }

  @Test
  void aRefusalLeavesTheConnectionForTheNextStream() throws Exception {
    String closed = port(Image.freePort());
    assertSays("5, then next", "refused", tunnel.link, "127.0.0.1", closed, port(echo.port()));
  }

  @Test
  void aConnectionThatIsCutIsAResetAtTheTarget() throws Exception {
    try (var target = new TcpTarget();
        Program client = client("cut", tunnel.link, "127.0.0.1", port(target.port()));
        Socket socket = target.accept()) {
      assertThrows(SocketException.class, () -> TcpTarget.rest(socket));
      assertSays("cut", client);
    }
  }

  @Test
  void datagramsComeWithTheirSource() throws Exception {
    try (var target = new UdpTarget();
        Program client =
            client("associate", tunnel.link, "127.0.0.1", port(target.port()), "question")) {
      UdpTarget.Datagram asked = target.receive(Program.PATIENCE);
      assertEquals("question", asked.text());
      InetSocketAddress from = asked.from();
      target.send(from, "answer".getBytes(StandardCharsets.US_ASCII));
      assertSays("127.0.0.1:" + target.port() + " answer", client);
    }
  }

  @Test
  void bindHasTwoReplies() throws Exception {
    assertSays("from the peer, to the peer", "bind", tunnel.link);
  }

  @Test
  void sixtyFourPadsArePassedOverAndAFloodEndsTheConnection() throws Exception {
    assertSays("still there", "pads", tunnel.link, "127.0.0.1", port(echo.port()), "64", "");
    assertSays(
        "the connection ended", "pads", tunnel.link, "127.0.0.1", port(echo.port()), "500", "");
  }

  @Test
  void aPadWithABodyEndsTheConnection() throws Exception {
    assertSays(
        "the connection ended", "pads", tunnel.link, "127.0.0.1", port(echo.port()), "1", "x");
  }

  @Test
  void pingIsAnsweredByPad() throws Exception {
    assertSays("PAD", "ping", tunnel.link, "127.0.0.1", port(echo.port()));
  }

  @Test
  void aRepeatedRequestIsServedUnlessItsFirstStreamHasBegun() throws Exception {
    assertSays("1 for reason 4, 0", "repeat", tunnel.link, "127.0.0.1", port(echo.port()));
  }

  @Test
  void aReplayAndAnUnknownUserGetNoAnswer() throws Exception {
    assertSays("answer, silence, silence", "stranger", tunnel.link);
  }
}
