package io.culvert.it;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A target of datagrams that hands them to the test. */
final class UdpTarget implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A datagram and who sent it. */
  record Datagram(InetSocketAddress from, byte[] data) {
    String text() {
      return new String(data, StandardCharsets.ISO_8859_1);
    }
  }

  private final DatagramSocket socket;

  UdpTarget() throws IOException {
    this("127.0.0.1");
  }

  UdpTarget(String address) throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName(address));
    socket.setReceiveBufferSize(4 << 20);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  int port() {
    return socket.getLocalPort();
  }

  Datagram receive() throws IOException {
    return receive(PATIENCE);
  }

  Datagram receive(Duration patience) throws IOException {
    return receive(socket, patience);
  }

  static Datagram receive(DatagramSocket socket, Duration patience) throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.setSoTimeout((int) patience.toMillis());
    socket.receive(packet);
    return new Datagram(
        (InetSocketAddress) packet.getSocketAddress(),
        Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  boolean silentFor(Duration time) throws IOException {
    try {
      receive(socket, time);
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  void send(InetSocketAddress to, byte[] data) throws IOException {
    socket.send(new DatagramPacket(data, data.length, to));
  }

  @Override
  public void close() {
    socket.close();
  }
}
