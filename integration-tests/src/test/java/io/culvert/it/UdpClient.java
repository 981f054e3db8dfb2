package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A SOCKS client with an association: its TCP connection and its UDP socket. */
final class UdpClient implements AutoCloseable {
  private final RawClient control;
  private final DatagramSocket socket;
  private final InetSocketAddress relay;

  private UdpClient(RawClient control, DatagramSocket socket, InetSocketAddress relay) {
    this.control = control;
    this.socket = socket;
    this.relay = relay;
  }

  /** Announces no address: 0.0.0.0:0. */
  static UdpClient associate(int socksPort) throws IOException {
    return associate(socksPort, 0);
  }

  static UdpClient associate(int socksPort, int announcedPort) throws IOException {
    var socket = socket(announcedPort);
    String address = announcedPort == 0 ? "0.0.0.0" : "127.0.0.1";
    return associate(socksPort, socket, Wire.endpoint(Wire.inet(address), announcedPort));
  }

  /** Announces ATYP, DST.ADDR and DST.PORT of these digits; PORT stands for its socket's own. */
  static UdpClient announcing(int socksPort, String hex) throws IOException {
    var socket = socket(0);
    String port = Wire.hex(Wire.port(socket.getLocalPort()));
    return associate(socksPort, socket, Wire.octets(hex.replace("PORT", port)));
  }

  private static DatagramSocket socket(int port) throws IOException {
    var socket = new DatagramSocket(port, InetAddress.getByName("127.0.0.1"));
    socket.setReceiveBufferSize(4 << 20);
    return socket;
  }

  private static UdpClient associate(int socksPort, DatagramSocket socket, byte[] announced)
      throws IOException {
    var control = new RawClient(socksPort);
    control.send(Wire.octets("05 01 00"), Wire.request(Wire.UDP_ASSOCIATE, announced));
    assertEquals("05 00", control.receive(2));
    RawClient.Reply reply = control.reply();
    assertEquals(0, reply.rep());
    return new UdpClient(control, socket, reply.bound());
  }

  /** BND of the reply: where datagrams must be sent. */
  InetSocketAddress relay() {
    return relay;
  }

  RawClient control() {
    return control;
  }

  int port() {
    return socket.getLocalPort();
  }

  UdpClient send(InetSocketAddress target, byte[] data) throws IOException {
    return sendRaw(Wire.datagram(0, Wire.endpoint(target), data));
  }

  UdpClient send(InetSocketAddress target, String text) throws IOException {
    return send(target, Wire.ascii(text));
  }

  /** The datagram as it is, header and all. */
  UdpClient sendRaw(byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, relay));
    return this;
  }

  /** The next datagram, its header taken off: the source is the header's. */
  UdpTarget.Datagram receive() throws IOException {
    return receive(UdpTarget.PATIENCE);
  }

  UdpTarget.Datagram receive(Duration patience) throws IOException {
    UdpTarget.Datagram outer = UdpTarget.receive(socket, patience);
    assertEquals(relay, outer.from(), "who sends to the client");
    var in = ByteBuffer.wrap(outer.data());
    assertEquals(0, in.getShort(), "RSV");
    assertEquals(0, in.get(), "FRAG");
    InetSocketAddress source = Wire.endpoint(in);
    byte[] data = new byte[in.remaining()];
    in.get(data);
    return new UdpTarget.Datagram(source, data);
  }

  boolean silentFor(Duration time) throws IOException {
    try {
      UdpTarget.receive(socket, time);
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    control.close();
    socket.close();
  }
}
