package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.DeadlineExceededException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * One request from its client's first octet to the end of both directions: opened by an inbound,
 * routed, served by an outbound, counted, logged in one line. {@link #serve} is for the thread that
 * owns the client's connection; {@link #kill} and {@link #entry} are for any.
 *
 * <p>How octets move stands in {@link StreamRelay}, how datagrams do in {@link DatagramRelay}.
 */
final class Session {
  private static final Logger LOG = System.getLogger(Session.class.getName());

  private final Engine engine;
  private final long number;
  private final KillSwitch killSwitch = new KillSwitch();
  private Request request;
  private Outbound outbound;
  private SessionTraffic traffic;
  private Optional<SessionPeers> peers = Optional.empty();
  private long requestedNanos;

  /**
   * @param number of the connection that brings the request
   */
  Session(Engine engine, long number) {
    this.engine = engine;
    this.number = number;
  }

  /** Blocks to the session's end. */
  void serve(Opening opening) throws InterruptedException {
    engine.meters().sessionOpened();
    CloseReason reason = CloseReason.INTERNAL_ERROR;
    try {
      reason = open(opening);
    } catch (InterruptedException e) {
      reason = CloseReason.DRAINED;
      throw e;
    } finally {
      engine.meters().sessionClosed(reason);
      log(reason);
    }
  }

  private CloseReason open(Opening opening) throws InterruptedException {
    Exchange exchange;
    try {
      exchange = opening.open();
    } catch (IOException e) {
      return notOpened(e);
    }
    return route(exchange);
  }

  private static CloseReason notOpened(IOException failure) {
    if (Thread.currentThread().isInterrupted()) { // which ended the wait that it was in
      return CloseReason.DRAINED;
    }
    return switch (failure) {
      case NotOpenedException refused -> refused.reason();
      case DeadlineExceededException e -> CloseReason.NEGOTIATION_TIMEOUT;
      default -> CloseReason.CLIENT_LEFT;
    };
  }

  private CloseReason route(Exchange exchange) throws InterruptedException {
    request = exchange.request();
    requestedNanos = System.nanoTime();
    outbound = engine.router().route(request);
    traffic = new SessionTraffic(engine.meters().traffic(request.user()));
    peers =
        engine.options().logTargets() ? Optional.of(new SessionPeers(request)) : Optional.empty();
    return serveListed(exchange);
  }

  /** In the table of sessions, from where it can be killed. */
  private CloseReason serveListed(Exchange exchange) throws InterruptedException {
    killSwitch.arm();
    long id = engine.sessions().add(this);
    try {
      return fulfil(exchange);
    } catch (InterruptedException e) {
      if (!killSwitch.isKilled()) {
        throw e;
      }
      return CloseReason.KILLED;
    } finally {
      engine.sessions().remove(id);
      killSwitch.disarm();
    }
  }

  private CloseReason fulfil(Exchange exchange) throws InterruptedException {
    return switch (request.command()) {
      case CONNECT ->
          stream(exchange, new TargetSource.Connect(exchange, outbound, engine.meters()));
      case BIND -> stream(exchange, new TargetSource.Bind(exchange, outbound, this::contacts));
      case UDP_ASSOCIATE ->
          new DatagramRelay(exchange, outbound, engine, traffic, this::contacts)
              .serve("association " + number);
    };
  }

  private CloseReason stream(Exchange exchange, TargetSource source) throws InterruptedException {
    return new StreamRelay(exchange, source, engine.options(), traffic).serve("stream " + number);
  }

  private void contacts(Endpoint peer) {
    peers.ifPresent(all -> all.add(peer));
  }

  /** It names the target only where the operator asked for that. */
  private void log(CloseReason reason) {
    Level level = peers.isPresent() ? Level.INFO : Level.DEBUG;
    if (LOG.isLoggable(level)) {
      String target = peers.map(SessionPeers::text).orElse("");
      LOG.log(
          level, SessionLine.of(engine.options().name() + " " + number, reason, request, target));
    }
  }

  /** Ends the session by a reset of both legs; false if it has ended already. */
  boolean kill() {
    return killSwitch.kill();
  }

  Request request() {
    return request;
  }

  SessionTable.Entry entry(long id) {
    return new SessionTable.Entry(
        id,
        request,
        outbound.name(),
        traffic.upstream(),
        traffic.downstream(),
        Duration.ofNanos(System.nanoTime() - requestedNanos));
  }
}
