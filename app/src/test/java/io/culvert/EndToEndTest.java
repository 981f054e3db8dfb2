package io.culvert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.culvert.socks.Authenticator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole streams through local, tunnel and server, and what must hold at their ends. */
@Timeout(60)
class EndToEndTest {
  private Rig rig;
  private ServerSocket target;

  @BeforeEach
  void start() throws Exception {
    rig = Rig.direct();
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    target.setSoTimeout((int) Rig.PATIENCE.toMillis());
  }

  @AfterEach
  void stop() throws Exception {
    target.close();
    rig.close();
  }

  @Test
  void case40ClientHalfCloseReachesTheTargetAndItsLaterAnswerArrivesWhole() throws Exception {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      client.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      assertEquals("question", text(accepted.getInputStream()));
      accepted.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
      accepted.shutdownOutput();
      assertEquals("answer", text(client.getInputStream()));
    }
  }

  @Test
  void case41TargetHalfCloseReachesTheClientWhichGoesOnSending() throws Exception {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      accepted.getOutputStream().write("first".getBytes(StandardCharsets.US_ASCII));
      accepted.shutdownOutput();
      assertEquals("first", text(client.getInputStream()));
      client.getOutputStream().write("later".getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      assertEquals("later", text(accepted.getInputStream()));
    }
  }

  @Test
  void case42AResetOfTheTargetIsAResetAtTheClient() throws Exception {
    try (Socket client = rig.connect(target.getLocalPort())) {
      try (Socket accepted = target.accept()) {
        accepted.setSoLinger(true, 0);
      }
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
  }

  @Test
  void case42AResetOfTheClientIsAResetAtTheTarget() throws Exception {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      accepted.setSoTimeout((int) Rig.PATIENCE.toMillis());
      client.setSoLinger(true, 0);
      client.close();
      assertThrows(SocketException.class, () -> accepted.getInputStream().read());
    }
  }

  @Test
  void bulkDataArrivesUnchangedBothWaysAtOnce() throws Exception {
    byte[] up = random(1, 20_000_000);
    byte[] down = random(2, 20_000_000);
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      var sentUp = send(client, up);
      var sentDown = send(accepted, down);
      var gotUp = CompletableFuture.supplyAsync(() -> bytes(accepted));
      assertArrayEquals(down, bytes(client));
      assertArrayEquals(up, gotUp.get());
      sentUp.get();
      sentDown.get();
    }
  }

  @Test
  void oneTunnelConnectionCarriesManyStreams() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Socket client = rig.connect(target.getLocalPort());
          Socket accepted = target.accept()) {
        client.getOutputStream().write(i);
        assertEquals(i, accepted.getInputStream().read());
        if (i % 2 == 0) {
          client.setSoLinger(true, 0);
        }
      }
    }
  }

  @Test
  void aClosedPortIsRep05() throws Exception {
    int port = target.getLocalPort();
    target.close();
    assertEquals(5, reply(new byte[] {1, 127, 0, 0, 1}, port));
  }

  @Test
  void anUnknownNameIsRep04() throws Exception {
    assertEquals(4, reply(name("nowhere.invalid"), 80));
  }

  @Test
  void aNameIsResolvedAtTheServer() throws Exception {
    try (Socket client = rig.socks()) {
      assertEquals(0, Rig.request(client, name("localhost"), target.getLocalPort()));
      target.accept().close();
    }
  }

  @Test
  void aPrivateTargetIsRep02ByDefault() throws Exception {
    try (var strict = new Rig(List.of(), 0, Authenticator.NONE);
        Socket client = strict.socks()) {
      assertEquals(2, Rig.request(client, new byte[] {1, 127, 0, 0, 1}, target.getLocalPort()));
    }
  }

  @Test
  void aFailedRequestIsFollowedByACleanClose() throws Exception {
    try (Socket client = rig.socks()) {
      assertEquals(4, Rig.request(client, name("nowhere.invalid"), 80));
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  void theServersEndIsAResetAtTheClient() throws Exception {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      accepted.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      rig.server.close();
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
  }

  @Test
  void theLocalsEndIsAResetAtTheClient() throws Exception {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      accepted.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      rig.local.close();
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
  }

  @Test
  void closingEndsQuicklyWithStreamsOpen() throws Exception {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      assertTimeoutPreemptively(java.time.Duration.ofSeconds(3), rig::close);
      assertThrows(SocketException.class, () -> accepted.getInputStream().read());
      client.close();
    }
  }

  private int reply(byte[] address, int port) throws IOException {
    try (Socket client = rig.socks()) {
      return Rig.request(client, address, port);
    }
  }

  private static byte[] name(String name) {
    byte[] address = new byte[2 + name.length()];
    address[0] = 3;
    address[1] = (byte) name.length();
    System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, address, 2, name.length());
    return address;
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static CompletableFuture<Void> send(Socket to, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            to.getOutputStream().write(bytes);
            to.shutdownOutput();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static byte[] bytes(Socket from) {
    try {
      return from.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
  }
}
