package io.culvert.outbound.direct;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.UdpSocket;
import io.culvert.proxy.Association;
import io.culvert.proxy.EarlyData;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Listening;
import io.culvert.proxy.Meters;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Outbound;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** This machine itself reaches the targets, by the rules for targets. Thread-safe. */
public final class DirectOutbound implements Outbound {
  /** Both families, and a port that the system picks. */
  private static final InetSocketAddress ANY = new InetSocketAddress(0);

  /**
   * What is offered beside CONNECT.
   *
   * @param bindTimeout how long BIND waits for its peer
   * @param udpIdleTimeout longest silence of an association
   * @param udpFiltering whose datagrams an association accepts
   */
  public record Offer(
      boolean bind,
      boolean udp,
      Duration bindTimeout,
      Duration udpIdleTimeout,
      UdpFiltering udpFiltering) {}

  /** A step that may fail as networks do. */
  @FunctionalInterface
  private interface Attempt<T> {
    T make() throws IOException, InterruptedException;
  }

  private final TargetAddresses addresses;
  private final Dialer dialer;
  private final Deadlines deadlines;
  private final Offer offer;
  private final Meters meters;

  /**
   * @param meters told of datagrams that are dropped
   */
  public DirectOutbound(
      TargetAddresses addresses, Dialer dialer, Deadlines deadlines, Offer offer, Meters meters) {
    this.addresses = addresses;
    this.dialer = dialer;
    this.deadlines = deadlines;
    this.offer = offer;
    this.meters = meters;
  }

  @Override
  public String name() {
    return "direct";
  }

  @Override
  public Outcome<Opened> connect(Request request, EarlyData early) throws InterruptedException {
    return attempt(() -> dial(request.destination(), Asker.of(request)));
  }

  private Opened dial(Endpoint target, String asker) throws IOException, InterruptedException {
    Connection connection = dialer.dial(addresses.permitted(target, asker), target.port());
    return new Opened(connection, Endpoint.of(connection.localAddress()));
  }

  @Override
  public Outcome<Listening> listen(Request request) throws InterruptedException {
    if (!offer.bind()) {
      return Outcome.refused(Failure.COMMAND_NOT_SUPPORTED);
    }
    var places = new PeerListening.Places(addresses, deadlines, offer.bindTimeout());
    return attempt(() -> places.listen(request));
  }

  @Override
  public Outcome<Association> associate(Request request) throws InterruptedException {
    if (!offer.udp()) {
      return Outcome.refused(Failure.COMMAND_NOT_SUPPORTED);
    }
    UdpSocket socket;
    try {
      socket = UdpSocket.bind(ANY, deadlines, offer.udpIdleTimeout());
    } catch (IOException e) {
      return Outcome.refused(Failure.LIMIT_REACHED);
    }
    return attempt(() -> association(socket, Asker.of(request)));
  }

  private Association association(UdpSocket socket, String asker) throws IOException {
    var peers = new DirectDatagrams.Peers(addresses, asker, new Contacts(offer.udpFiltering()));
    return new Association(
        new DirectDatagrams(socket, peers, meters), Endpoint.of(socket.localAddress()));
  }

  private static <T> Outcome<T> attempt(Attempt<T> step) throws InterruptedException {
    try {
      return Outcome.of(step.make());
    } catch (IOException e) {
      if (Thread.interrupted()) { // The client has left: nobody waits for an answer.
        throw new InterruptedException();
      }
      return Outcome.refused(Failures.of(e));
    }
  }
}
