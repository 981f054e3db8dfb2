package io.culvert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Cidr;
import io.culvert.proxy.CloseReason;
import io.culvert.socks.Authenticator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SOCKS 4, 4a and HTTP on the port of SOCKS 5, through the whole tunnel. */
@Timeout(60)
class FrontEndsTest {
  private static final Authenticator ALI =
      new Authenticator.Passwords((user, password) -> {
        return user.equals("ali") && Arrays.equals(password, "sesame".getBytes(US_ASCII));
      });

  private Rig rig;
  private ServerSocket target;
  private Socket client;

  @BeforeEach
  void start() throws Exception {
    start(Authenticator.NONE);
  }

  private void start(Authenticator authenticator) throws IOException {
    rig = new Rig(List.of(Cidr.parse("127.0.0.0/8")), 0, authenticator);
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    target.setSoTimeout((int) Rig.PATIENCE.toMillis());
    client = rig.socks();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    target.close();
    rig.close();
  }

  private void say(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket from, int length) throws IOException {
    return new String(from.getInputStream().readNBytes(length), US_ASCII);
  }

  private static String readAll(Socket from) throws IOException {
    return new String(from.getInputStream().readAllBytes(), US_ASCII);
  }

  private static String head(Socket from) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append(read(from, 1));
    }
    return head.toString();
  }

  private byte[] socks4(String address, String rest) {
    byte[] tail = rest.getBytes(US_ASCII);
    byte[] request = Arrays.copyOf(new byte[] {4, 1}, 8 + tail.length);
    request[2] = (byte) (target.getLocalPort() >> 8);
    request[3] = (byte) target.getLocalPort();
    System.arraycopy(HexFormat.of().parseHex(address), 0, request, 4, 4);
    System.arraycopy(tail, 0, request, 8, tail.length);
    return request;
  }

  @Test
  void case80Version4Connects() throws Exception {
    client.getOutputStream().write(socks4("7f000001", "me\0"));
    try (Socket accepted = target.accept()) {
      byte[] reply = client.getInputStream().readNBytes(8);
      assertEquals(0, reply[0]);
      assertEquals(90, reply[1]);
      assertArrayEquals(new byte[] {127, 0, 0, 1}, Arrays.copyOfRange(reply, 4, 8));
      say("hello");
      assertEquals("hello", read(accepted, 5));
    }
  }

  @Test
  void case80AFailureIs5B() throws Exception {
    target.close();
    client.getOutputStream().write(socks4("7f000001", "\0"));
    assertArrayEquals(new byte[] {0, 91, 0, 0, 0, 0, 0, 0}, client.getInputStream().readAllBytes());
  }

  @Test
  void case81Version4aNamesItsTarget() throws Exception {
    client.getOutputStream().write(socks4("00000001", "me\0localhost\0"));
    try (Socket accepted = target.accept()) {
      assertEquals(90, client.getInputStream().readNBytes(8)[1]);
      accepted.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
    }
  }

  @Test
  void case83Version4CannotAuthenticate() throws Exception {
    stop();
    start(ALI);
    client.getOutputStream().write(socks4("7f000001", "ali\0"));
    assertArrayEquals(new byte[] {0, 93, 0, 0, 0, 0, 0, 0}, client.getInputStream().readAllBytes());
  }

  @Test
  void version4HasNoThirdCommand() throws Exception {
    byte[] request = socks4("7f000001", "\0");
    request[1] = 3;
    client.getOutputStream().write(request);
    assertEquals(91, client.getInputStream().readAllBytes()[1]);
  }

  @Test
  void case91ConnectIsATunnelFromTheEmptyLineOn() throws Exception {
    String authority = "127.0.0.1:" + target.getLocalPort();
    say("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\nearly");
    try (Socket accepted = target.accept()) {
      assertEquals("HTTP/1.1 200 Connection established\r\n\r\n", head(client));
      assertEquals("early", read(accepted, 5));
      accepted.getOutputStream().write("banner".getBytes(US_ASCII));
      accepted.shutdownOutput();
      assertEquals("banner", readAll(client));
    }
  }

  @Test
  void case92FailuresOfConnectHaveTheirStatus() throws Exception {
    say("CONNECT 10.0.0.1:80 HTTP/1.1\r\nHost: 10.0.0.1:80\r\n\r\n");
    assertTrue(readAll(client).startsWith("HTTP/1.1 403 "));
    client = rig.socks();
    say("CONNECT no.invalid:80 HTTP/1.1\r\nHost: no.invalid:80\r\n\r\n");
    assertTrue(readAll(client).startsWith("HTTP/1.1 502 "));
  }

  @Test
  void case92ConnectWithoutCredentialsIs407AndWithThemATunnel() throws Exception {
    stop();
    start(ALI);
    String connect = "CONNECT 127.0.0.1:" + target.getLocalPort() + " HTTP/1.1\r\nHost: x\r\n";
    connect = connect.replace("Host: x", "Host: 127.0.0.1:" + target.getLocalPort());
    say(connect + "\r\n");
    String refusal = readAll(client);
    assertTrue(refusal.startsWith("HTTP/1.1 407 "), refusal);
    assertTrue(refusal.contains("Proxy-Authenticate: Basic "), refusal);
    client = rig.socks();
    say(connect + "Proxy-Authorization: Basic YWxpOnNlc2FtZQ==\r\n\r\n");
    assertTrue(head(client).startsWith("HTTP/1.1 200 "));
  }

  @Test
  void anAbsoluteRequestIsForwardedInOriginFormAndNothingBehindItIs() throws Exception {
    String site = "127.0.0.1:" + target.getLocalPort();
    say(
        "POST http://"
            + site
            + "/a?b HTTP/1.1\r\nHost: "
            + site
            + "\r\nProxy-Connection: x\r\n"
            + "Content-Length: 4\r\n\r\nbodyGET http://other.example/secret HTTP/1.1\r\n\r\n");
    try (Socket accepted = target.accept()) {
      String head = head(accepted);
      assertTrue(head.startsWith("POST /a?b HTTP/1.1\r\n"), head);
      assertEquals("body", read(accepted, 4));
      accepted.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nanswer".getBytes(US_ASCII));
      accepted.shutdownOutput();
      assertEquals("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nanswer", readAll(client));
      client.close();
      assertEquals("", readAll(accepted));
    }
    await().until(() -> rig.localMetrics.streamsClosed(CloseReason.DONE) == 1);
  }

  @Test
  void aResponseReachesAClientThatReadsItSlowly() throws Exception {
    byte[] body = new byte[8 << 20];
    say("GET http://127.0.0.1:" + target.getLocalPort() + "/ HTTP/1.0\r\n\r\n");
    try (Socket accepted = target.accept()) {
      head(accepted);
      accepted.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(US_ASCII));
      assertTrue(head(client).startsWith("HTTP/1.1 200 "));
      var sender = Thread.ofVirtual().start(() -> send(accepted, body));
      assertEquals(1 << 20, client.getInputStream().readNBytes(1 << 20).length);
      await()
          .pollDelay(java.time.Duration.ofSeconds(3))
          .until(() -> true); // longer than a finished request is waited for
      assertEquals(7 << 20, client.getInputStream().readAllBytes().length);
      sender.join();
    }
  }

  private static void send(Socket to, byte[] bytes) {
    try {
      to.getOutputStream().write(bytes);
      to.shutdownOutput();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aTargetThatIsNotThereIsAnAnswerToAnAbsoluteRequest() throws Exception {
    target.close();
    say("GET http://127.0.0.1:" + target.getLocalPort() + "/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    assertTrue(readAll(client).startsWith("HTTP/1.1 502 "));
  }

  @Test
  void case06ARequestToAWebServerIsToldThatThisIsAProxy() throws Exception {
    say("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    String answer = readAll(client);
    assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("proxy"), answer);
  }

  @Test
  void case06OtherOctetsGetNoAnswer() throws Exception {
    client.getOutputStream().write(new byte[] {0x16, 3, 1});
    assertEquals(-1, client.getInputStream().read());
  }
}
