package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.kerberos.GssapiClient;
import io.culvert.kerberos.Kdc;
import io.culvert.kerberos.KerberosUser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Case 16: RFC 1961 with the JDK's GSS-API as client and a real KDC. */
@Timeout(120)
class GssapiIT {
  private static final int ABORT = 0xff;

  private static Kdc kdc;
  private static KerberosUser ali;
  private static KerberosUser bea;
  private static Path keytab;
  private static ServerSocket target;
  private static Tunnel tunnel;

  @BeforeAll
  static void start() throws Exception {
    kdc = Kdc.start("TEST.EXAMPLE");
    kdc.addUser("ali");
    kdc.addUser("bea");
    keytab = kdc.addServices("keytab", "rcmd/localhost");
    ali = KerberosUser.login(kdc, "ali");
    bea = KerberosUser.login(kdc, "bea");
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    target.setSoTimeout(10_000);
    tunnel = tunnel("--auth.gssapi-users=ali@TEST.EXAMPLE");
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {tunnel, target, kdc}) {
      if (one != null) {
        one.close();
      }
    }
  }

  private static Tunnel tunnel(String... flags) throws Exception {
    String[] all = new String[flags.length + 1];
    all[0] = "--auth.gssapi-keytab=" + keytab;
    System.arraycopy(flags, 0, all, 1, flags.length);
    return Tunnel.start(0, new String[] {"--targets.allow=127.0.0.0/8"}, all);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** CONNECT to a port of the loopback. */
  private static byte[] request(int port) {
    return hex("05 01 00 01 7f000001 %04x".formatted(port));
  }

  private static GssapiClient authenticated() throws Exception {
    var client = new GssapiClient(tunnel.socksPort);
    client.selectMethod();
    assertEquals(1, client.authenticate(ali, ali.newContext("rcmd@localhost")));
    return client;
  }

  private static GssapiClient agreed(int level) throws Exception {
    GssapiClient client = authenticated();
    assertEquals(level, client.proposeLevel(level));
    client.confidential(level != 1);
    return client;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void requestReplyAndStreamAreProtectedAndHalfClosed(int level) throws Exception {
    try (GssapiClient client = agreed(level)) {
      client.sendProtected(request(target.getLocalPort()));
      assertEquals("05000001", HexFormat.of().formatHex(client.receiveProtected(10), 0, 4));
      try (Socket accepted = target.accept()) {
        client.sendProtected("question".getBytes(StandardCharsets.US_ASCII));
        client.socket().shutdownOutput();
        assertEquals("question", new String(accepted.getInputStream().readAllBytes()));
        accepted.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
        accepted.shutdownOutput();
        assertEquals("answer", new String(client.receiveProtected(6)));
        assertTrue(client.atEnd());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 20000000", "2, 20000000"})
  void aBigDownloadIsIntact(int level, int length) throws Exception {
    try (GssapiClient client = agreed(level)) {
      client.sendProtected(request(target.getLocalPort()));
      client.receiveProtected(10);
      try (Socket accepted = target.accept()) {
        Thread.startVirtualThread(() -> sendAndEnd(accepted, length));
        var received = new ByteArrayInputStream(client.receiveProtected(length));
        var sent = new ByteArrayOutputStream();
        WebTarget.send(sent, length);
        assertArrayEquals(sent.toByteArray(), received.readAllBytes());
        assertTrue(client.atEnd());
      }
    }
  }

  private static void sendAndEnd(Socket socket, long length) {
    try {
      WebTarget.send(socket.getOutputStream(), length);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void levelThreeMixesMessages() throws Exception {
    try (GssapiClient client = agreed(3)) {
      client.confidential(false);
      client.sendProtected(request(target.getLocalPort()));
      client.confidential(true);
      client.receiveProtected(10);
      try (Socket accepted = target.accept()) {
        client.sendProtected(hex("01"));
        client.confidential(false);
        client.sendProtected(hex("02"));
        assertArrayEquals(hex("01 02"), accepted.getInputStream().readNBytes(2));
      }
    }
  }

  @Test
  void withoutProtectionTheRequestIsInClear() throws Exception {
    try (GssapiClient client = authenticated()) {
      assertEquals(0, client.proposeLevel(0));
      client.write(request(target.getLocalPort()));
      assertArrayEquals(hex("05 00 00 01"), client.read(4));
      target.accept().close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aRequestInClearAfterProtectionWasAgreedIsRefused(int level) throws Exception {
    try (GssapiClient client = agreed(level)) {
      client.write(request(target.getLocalPort()));
      assertArrayEquals(hex("01 ff"), client.rest());
    }
  }

  @Test
  void aRequestBeforeTheNegotiationIsRefused() throws Exception {
    try (var client = new GssapiClient(tunnel.socksPort)) {
      client.selectMethod();
      client.write(request(target.getLocalPort()));
      assertArrayEquals(hex("01 ff"), client.rest());
    }
    try (GssapiClient client = authenticated()) {
      client.write(request(target.getLocalPort()));
      assertArrayEquals(hex("01 ff"), client.rest());
    }
  }

  @Test
  void aRefusalByTheTargetIsProtectedToo() throws Exception {
    try (GssapiClient client = agreed(2)) {
      client.sendProtected(request(Image.freePort()));
      assertEquals(5, client.receiveProtected(10)[1]);
      assertTrue(client.atEnd());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "05 09 00 01 7f000001 0050, 7", // unknown CMD
    "05 01 00 09 7f000001 0050, 8", // unknown ATYP
    "05 01 00 03 00 0050, 1", // empty name
  })
  void aRefusalByTheLocalIsProtectedToo(String request, int code) throws Exception {
    try (GssapiClient client = agreed(2)) {
      client.sendProtected(hex(request));
      assertEquals(code, client.receiveProtected(10)[1]);
      assertTrue(client.atEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void datagramsAreProtectedToo(int level) throws Exception {
    try (GssapiClient client = agreed(level);
        var echo = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        var udp = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      echo.setSoTimeout(10_000);
      udp.setSoTimeout(10_000);
      client.sendProtected(hex("05 03 00 01 00000000 0000"));
      ByteBuffer reply = ByteBuffer.wrap(client.receiveProtected(10));
      udp.connect(InetAddress.getByName("127.0.0.1"), reply.getShort(8) & 0xffff);
      byte[] header = hex("000000 01 7f000001 %04x".formatted(echo.getLocalPort()));
      byte[] datagram = Arrays.copyOf(header, header.length + 1200);

      udp.send(packet(datagram));
      byte[] once = framed(client.wrap(datagram));
      udp.send(packet(once));
      udp.send(packet(once));
      DatagramPacket received = receive(echo);
      assertEquals(1200, received.getLength());
      received.setData("first answer".getBytes(StandardCharsets.US_ASCII));
      echo.send(received);
      assertEquals("first answer", answer(client, receive(udp)));

      udp.send(packet(framed(client.wrap(header))));
      DatagramPacket second = receive(echo);
      assertEquals(0, second.getLength(), "neither the bare datagram nor the repetition passed");
      second.setData("second answer".getBytes(StandardCharsets.US_ASCII));
      echo.send(second);
      assertEquals("second answer", answer(client, receive(udp)));
    }
  }

  private static byte[] framed(byte[] token) {
    return ByteBuffer.allocate(4 + token.length)
        .putShort((short) 0x0103)
        .putShort((short) token.length)
        .put(token)
        .array();
  }

  private static DatagramPacket packet(byte[] octets) {
    return new DatagramPacket(octets, octets.length);
  }

  private static DatagramPacket receive(DatagramSocket socket) throws Exception {
    var packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return packet;
  }

  /** DATA behind the ten octets of a header with an IPv4 address. */
  private static String answer(GssapiClient client, DatagramPacket packet) throws Exception {
    byte[] token = Arrays.copyOfRange(packet.getData(), 4, packet.getLength());
    byte[] clear = client.unwrap(token);
    return new String(clear, 10, clear.length - 10, StandardCharsets.US_ASCII);
  }

  @Test
  void aChangedMessageOfAStreamIsAReset() throws Exception {
    try (GssapiClient client = agreed(1)) {
      client.sendProtected(request(target.getLocalPort()));
      client.receiveProtected(10);
      try (Socket accepted = target.accept()) {
        accepted.setSoTimeout(10_000);
        byte[] token = client.wrap(hex("00 11 22 33"));
        token[token.length - 1] ^= 1;
        client.send(3, token);
        assertThrows(SocketException.class, () -> accepted.getInputStream().read());
      }
    }
  }

  @Test
  void aPrincipalThatIsNotAllowedIsRefused() throws Exception {
    try (var client = new GssapiClient(tunnel.socksPort)) {
      client.selectMethod();
      assertEquals(ABORT, client.authenticate(bea, bea.newContext("rcmd@localhost")));
      assertTrue(client.atEnd());
    }
  }

  @Test
  void aTicketForAServiceThatTheKeytabDoesNotKnowOpensNothing() throws Exception {
    kdc.addServices("other-keytab", "other/localhost");
    try (var client = new GssapiClient(tunnel.socksPort)) {
      client.selectMethod();
      assertEquals(ABORT, client.authenticate(ali, ali.newContext("other@localhost")));
      assertTrue(client.atEnd());
    }
  }

  @Test
  void withoutAListEverybodyOfTheRealmIsAllowed() throws Exception {
    try (var open = tunnel();
        var client = new GssapiClient(open.socksPort)) {
      client.selectMethod();
      assertEquals(1, client.authenticate(bea, bea.newContext("rcmd@localhost")));
    }
  }

  @Test
  void theLeastProtectionIsTheOperators() throws Exception {
    try (var strict = tunnel("--auth.gssapi-protection=confidentiality");
        var client = new GssapiClient(strict.socksPort)) {
      client.selectMethod();
      client.authenticate(ali, ali.newContext("rcmd@localhost"));
      assertEquals(2, client.proposeLevel(0));
      client.confidential(true);
      client.sendProtected(request(target.getLocalPort()));
      assertEquals(0, client.receiveProtected(10)[1]);
      target.accept().close();
    }
  }

  @ParameterizedTest
  @CsvSource({"05 01 00, 05 ff", "05 01 02, 05 ff", "05 02 00 02, 05 ff", "05 03 00 02 01, 05 01"})
  void withAKeytabAloneGssapiIsTheOnlyMethod(String offer, String selected) throws Exception {
    try (var client = new GssapiClient(tunnel.socksPort)) {
      client.write(hex(offer));
      assertArrayEquals(hex(selected), client.read(2));
    }
  }

  @Test
  void withPasswordsTooGssapiIsPreferred() throws Exception {
    Program.Result line =
        Program.run("sh", "-c", "printf 'sesame\\n' | '" + Image.LAUNCHER + "' password ali");
    Path users = Files.writeString(Files.createTempFile("culvert-it", ".users"), line.out());
    try (var both = tunnel("--auth.users-file=" + users)) {
      try (var client = new GssapiClient(both.socksPort)) {
        client.write(hex("05 03 00 02 01"));
        assertArrayEquals(hex("05 01"), client.read(2));
      }
      try (var client = new GssapiClient(both.socksPort)) {
        client.write(hex("05 02 00 02  01 03 616c69 06 736573616d65"));
        assertArrayEquals(hex("05 02  01 00"), client.read(4));
      }
      try (var client = new GssapiClient(both.socksPort)) {
        client.write(hex("05 01 00"));
        assertArrayEquals(hex("05 ff"), client.read(2));
      }
    } finally {
      Files.delete(users);
    }
  }

  @Test
  void protocolsWithoutThisAuthenticationAreRefused() throws Exception {
    try (var client = new GssapiClient(tunnel.socksPort)) {
      client.write(hex("04 01 %04x 7f000001 00".formatted(target.getLocalPort())));
      byte[] answer = client.rest();
      assertTrue(answer.length == 0 || answer[1] != 0x5a, HexFormat.of().formatHex(answer));
    }
    try (var client = new GssapiClient(tunnel.socksPort)) {
      String connect = "CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n".formatted(target.getLocalPort());
      client.write(connect.getBytes(StandardCharsets.US_ASCII));
      assertTrue(!new String(client.rest(), StandardCharsets.US_ASCII).contains(" 200"));
    }
  }

  @Test
  void aKeytabThatOthersCanReadStopsTheStart() throws Exception {
    Path open =
        Files.write(Files.createTempFile("culvert-it", ".keytab"), Files.readAllBytes(keytab));
    Program.run("chmod", "644", open.toString());
    try {
      Program.Result result =
          Program.runCulvert("local", "--auth.gssapi-keytab=" + open, tunnel.link);
      assertEquals(2, result.exitCode());
      assertTrue(result.err().contains("mode 0644 gives it to others"), result.err());
    } finally {
      Files.delete(open);
    }
  }
}
