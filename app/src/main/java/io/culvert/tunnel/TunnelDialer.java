package io.culvert.tunnel;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerPublicKey;
import io.culvert.crypto.UserId;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.TcpConnection;
import io.culvert.net.dns.Resolver;
import io.culvert.wire.ClientHandshake;
import io.culvert.wire.HandshakeException;
import io.culvert.wire.Session;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The local's way to a new tunnel connection: dial, handshake, done. Thread-safe. */
public final class TunnelDialer {
  /** What a local must know of its server. */
  public record Peer(String host, int port, ServerPublicKey key, UserId user, PresharedKey psk) {}

  private final Peer peer;
  private final byte[] saltPrefix;
  private final Resolver resolver;
  private final Dialer dialer;
  private final Deadlines deadlines;
  private final Duration handshakeTimeout;
  private final SecureRandom random = new SecureRandom();

  public TunnelDialer(
      Peer peer, byte[] saltPrefix, Resolver resolver, Deadlines deadlines, Duration timeout) {
    this.peer = peer;
    this.saltPrefix = saltPrefix.clone();
    this.resolver = resolver;
    this.deadlines = deadlines;
    this.dialer = new Dialer(deadlines, timeout);
    this.handshakeTimeout = timeout;
  }

  /**
   * @throws HandshakeFailedException if the server answered wrongly or not at all
   * @throws IOException if it could not be reached
   */
  public TunnelConnection dial() throws IOException, InterruptedException {
    List<InetAddress> addresses = resolver.resolve(peer.host());
    TcpConnection tcp = dialer.dial(addresses, peer.port());
    try {
      tcp.deadline(handshakeTimeout);
      var connection = new TunnelConnection(tcp, handshake(tcp), deadlines);
      tcp.noDeadline();
      return connection;
    } catch (IOException e) {
      tcp.reset();
      throw new HandshakeFailedException(e);
    }
  }

  private Session handshake(TcpConnection tcp) throws IOException {
    var handshake = new ClientHandshake(peer.key(), peer.user(), peer.psk(), random, saltPrefix);
    tcp.write(ByteBuffer.wrap(handshake.message1(Clock.systemUTC().millis())));
    int rest = handshake.readHead(readExactly(tcp, ClientHandshake.MESSAGE_2_HEAD_LENGTH));
    return handshake.readPayload(readExactly(tcp, rest));
  }

  static byte[] readExactly(TcpConnection tcp, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (tcp.read(bytes) < 0) {
        throw new EOFException("closed in the middle of the handshake");
      }
    }
    return bytes.array();
  }

  /** The server could be reached but did not prove itself: the message says what may be wrong. */
  public static final class HandshakeFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    HandshakeFailedException(IOException cause) {
      super(
          cause instanceof HandshakeException
              ? "the answer did not open: wrong link, or another service on that port"
              : "no answer: wrong link, clock off by more than 60 s, or another service on that port",
          cause);
    }
  }
}
