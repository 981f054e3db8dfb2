package io.culvert.outbound.culvert;

import io.culvert.address.HostPort;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerPublicKey;
import io.culvert.crypto.UserId;
import io.culvert.net.Connection;
import io.culvert.net.Deadlines;
import io.culvert.transport.Transport;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.wire.ClientHandshake;
import io.culvert.wire.HandshakeException;
import io.culvert.wire.SessionKeys;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/** The local's way to a new tunnel connection: dial, handshake, done. Thread-safe. */
public final class TunnelDialer {
  /** What a local must know of its server. */
  public record Peer(HostPort server, ServerPublicKey key, UserId user, PresharedKey psk) {}

  private final Peer peer;
  private final byte[] saltPrefix;
  private final Transport transport;
  private final Deadlines deadlines;
  private final Duration handshakeTimeout;
  private final SecureRandom random = new SecureRandom();
  private volatile Duration roundTrip = Duration.ZERO;

  /**
   * @param saltPrefix first octets of each connection, at most 12; empty for random ones
   */
  public TunnelDialer(
      Peer peer,
      byte[] saltPrefix,
      Transport transport,
      Deadlines deadlines,
      Duration handshakeTimeout) {
    this.peer = peer;
    this.saltPrefix = saltPrefix.clone();
    this.transport = transport;
    this.deadlines = deadlines;
    this.handshakeTimeout = handshakeTimeout;
  }

  /**
   * @throws HandshakeFailedException if the server answered wrongly or not at all
   * @throws IOException if it could not be reached
   */
  public TunnelConnection dial() throws IOException, InterruptedException {
    Connection connection = transport.dial(peer.server());
    try {
      connection.deadline(handshakeTimeout);
      var tunnel = new TunnelConnection(connection, handshake(connection), deadlines);
      connection.noDeadline();
      return tunnel;
    } catch (IOException e) {
      connection.reset();
      throw new HandshakeFailedException(e);
    }
  }

  /** How long the server took to answer the last handshake; zero before the first. */
  public Duration roundTrip() {
    return roundTrip;
  }

  private SessionKeys handshake(Connection connection) throws IOException {
    var handshake = new ClientHandshake(peer.key(), peer.user(), peer.psk(), random, saltPrefix);
    long start = System.nanoTime();
    connection.write(ByteBuffer.wrap(handshake.message1(Clock.systemUTC().millis())));
    byte[] head = readExactly(connection, ClientHandshake.MESSAGE_2_HEAD_LENGTH);
    roundTrip = Duration.ofNanos(System.nanoTime() - start);
    int rest = handshake.readHead(head);
    return handshake.readPayload(readExactly(connection, rest));
  }

  private static byte[] readExactly(Connection connection, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (connection.read(bytes) < 0) {
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
