package io.culvert.proxy;

import io.culvert.net.DeadlineExceededException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One request from its client's first octet to the end of both directions: opened by an inbound,
 * routed, served by an outbound, counted, logged in one line. {@link #serve} is for the thread that
 * owns the client's connection; {@link #kill} and {@link #entry} are for any.
 *
 * <p>How its octets move stands in {@link StreamRelay}, how its datagrams do in {@link
 * DatagramRelay}.
 */
final class Session implements Traffic {
  private static final Logger LOG = System.getLogger(Session.class.getName());

  private final Engine engine;
  private final long number;
  private final AtomicLong upstream = new AtomicLong();
  private final AtomicLong downstream = new AtomicLong();
  private volatile Request request;
  private volatile Outbound outbound;
  private volatile long requestedNanos;
  private Traffic charged;
  private Thread owner;
  private boolean killed;

  Session(Engine engine, long number) {
    this.engine = engine;
    this.number = number;
  }

  void serve(Opening opening) throws InterruptedException {
    engine.meters().sessionOpened();
    CloseReason reason = CloseReason.INTERNAL_ERROR;
    try {
      reason = open(opening);
      if (Thread.currentThread().isInterrupted()) { // which ended the wait that it was in
        reason = CloseReason.DRAINED;
      }
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
    } catch (NotOpenedException e) {
      return e.reason();
    } catch (DeadlineExceededException e) {
      return CloseReason.NEGOTIATION_TIMEOUT;
    } catch (IOException e) {
      return CloseReason.CLIENT_LEFT;
    }
    return route(exchange);
  }

  private CloseReason route(Exchange exchange) throws InterruptedException {
    request = exchange.request();
    requestedNanos = System.nanoTime();
    outbound = engine.router().route(request);
    charged = engine.meters().traffic(request.user());
    long id = begin();
    try {
      return fulfil(exchange);
    } catch (InterruptedException e) {
      if (isKilled()) {
        return CloseReason.KILLED;
      }
      throw e;
    } finally {
      end(id);
    }
  }

  private CloseReason fulfil(Exchange exchange) throws InterruptedException {
    return switch (request.command()) {
      case CONNECT -> stream(exchange, new StreamRelay.Connect(exchange, outbound, engine));
      case BIND -> stream(exchange, new StreamRelay.Bind(exchange, outbound));
      case UDP_ASSOCIATE ->
          new DatagramRelay(exchange, outbound, engine, this).serve("association " + number);
    };
  }

  private CloseReason stream(Exchange exchange, StreamRelay.Source source)
      throws InterruptedException {
    return new StreamRelay(exchange, source, engine.options(), this).serve("stream " + number);
  }

  private synchronized long begin() {
    owner = Thread.currentThread();
    return engine.sessions().add(this);
  }

  /** After it, nobody interrupts the owner any more. */
  private synchronized void end(long id) {
    engine.sessions().remove(id);
    owner = null;
    if (killed) {
      Thread.interrupted(); // A kill that came too late to end a wait.
    }
  }

  private synchronized boolean isKilled() {
    return killed;
  }

  /** Ends the session by a reset of both legs; false if it has ended already. */
  synchronized boolean kill() {
    if (owner == null) {
      return false;
    }
    killed = true;
    owner.interrupt();
    return true;
  }

  Request request() {
    return request;
  }

  SessionTable.Entry entry(long id) {
    return new SessionTable.Entry(
        id,
        request,
        outbound.name(),
        upstream.get(),
        downstream.get(),
        Duration.ofNanos(System.nanoTime() - requestedNanos));
  }

  @Override
  public void upstream(long octets) {
    upstream.addAndGet(octets);
    charged.upstream(octets);
  }

  @Override
  public void downstream(long octets) {
    downstream.addAndGet(octets);
    charged.downstream(octets);
  }

  /** It names the target only where the operator asked for that. */
  private void log(CloseReason reason) {
    boolean targets = engine.options().logTargets() && request != null;
    Level level = targets ? Level.INFO : Level.DEBUG;
    if (LOG.isLoggable(level)) {
      LOG.log(
          level, SessionLine.of(engine.options().name() + " " + number, reason, request, targets));
    }
  }
}
