package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fault 4 and other ends of streams through the image, with the JDK's SOCKS client. */
class HalfCloseIT {
  private static Tunnel tunnel;
  private static ServerSocket target;

  @BeforeAll
  static void start() throws Exception {
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    target.setSoTimeout(10_000);
    tunnel = Tunnel.start();
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    target.close();
  }

  private static Socket connect() throws IOException {
    var proxy = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", tunnel.socksPort));
    var socket = new Socket(proxy);
    socket.setSoTimeout(10_000);
    socket.connect(new InetSocketAddress("127.0.0.1", target.getLocalPort()));
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.shutdownOutput();
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  @Test
  void case40TheClientEndsFirst() throws Exception {
    try (Socket client = connect();
        Socket accepted = target.accept()) {
      send(client, "question");
      assertEquals("question", rest(accepted));
      send(accepted, "answer".repeat(100_000));
      assertEquals("answer".repeat(100_000), rest(client));
    }
  }

  @Test
  void case41TheTargetEndsFirst() throws Exception {
    try (Socket client = connect();
        Socket accepted = target.accept()) {
      send(accepted, "greeting");
      assertEquals("greeting", rest(client));
      send(client, "reply".repeat(100_000));
      assertEquals("reply".repeat(100_000), rest(accepted));
    }
  }

  @Test
  void case42AResetIsAReset() throws Exception {
    try (Socket client = connect()) {
      Socket accepted = target.accept();
      accepted.setSoLinger(true, 0);
      accepted.close();
      assertThrows(SocketException.class, () -> client.getInputStream().read());
    }
  }

  @Test
  void killingTheLocalItselfIsAResetAtTheClient() throws Exception {
    try (var own = Tunnel.start()) {
      var proxy = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", own.socksPort));
      try (Socket client = new Socket(proxy)) {
        client.setSoTimeout(10_000);
        client.connect(new InetSocketAddress("127.0.0.1", target.getLocalPort()));
        try (Socket accepted = target.accept()) {
          accepted.getOutputStream().write('x');
          assertEquals('x', client.getInputStream().read());
          own.local().kill();
          assertThrows(SocketException.class, () -> client.getInputStream().read());
        }
      }
    }
  }
}
