package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.Buffers;
import io.culvert.net.Datagrams;
import io.culvert.net.DeadlineExceededException;
import io.culvert.runtime.Task;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One UDP association between a client's datagrams and an outbound's. It ends with whichever side
 * ends first, or, in order as well, when no datagram moved for too long. For the thread of its
 * session.
 */
final class DatagramRelay {
  private final Exchange exchange;
  private final Outbound outbound;
  private final Engine engine;
  private final Traffic traffic;
  private final Consumer<Endpoint> targets;

  /** Those that are open: the client's before the outbound's. */
  private final List<Datagrams> sides = new ArrayList<>(2);

  /** Told of each datagram's peer and length. */
  @FunctionalInterface
  private interface Passed {
    void datagram(Endpoint peer, int octets);
  }

  /**
   * @param targets told of the target of each of the client's datagrams
   */
  DatagramRelay(
      Exchange exchange,
      Outbound outbound,
      Engine engine,
      Traffic traffic,
      Consumer<Endpoint> targets) {
    this.exchange = exchange;
    this.outbound = outbound;
    this.engine = engine;
    this.traffic = traffic;
    this.targets = targets;
  }

  /** Blocks to the association's end; both sides are closed or reset then. */
  CloseReason serve(String name) throws InterruptedException {
    boolean served = false;
    try {
      CloseReason reason =
          switch (admit(name)) {
            case Outcome.Success<CloseReason> ended -> ended.value();
            case Outcome.Refused<CloseReason> refused -> refuse(refused.failure());
          };
      served = true;
      return reason;
    } finally {
      if (!served) {
        exchange.client().reset();
      }
    }
  }

  /** How the association ended, or why there was none, which the client must be told. */
  private Outcome<CloseReason> admit(String name) throws InterruptedException {
    if (!engine.associations().tryAcquire()) {
      return Outcome.refused(Failure.LIMIT_REACHED);
    }
    try {
      return switch (outbound.associate(exchange.request())) {
        case Outcome.Success<Association> opened -> Outcome.of(accept(opened.value(), name));
        case Outcome.Refused<Association> refused -> Outcome.refused(refused.failure());
      };
    } finally {
      engine.associations().release();
    }
  }

  private CloseReason accept(Association association, String name) throws InterruptedException {
    boolean clean = false;
    sides.add(association.datagrams());
    try {
      CloseReason reason = answered(exchange.associate(association.bound()), name);
      clean = reason == CloseReason.DONE || reason == CloseReason.IDLE_TIMEOUT;
      return reason;
    } catch (IOException e) {
      throwIfInterrupted();
      return e instanceof StreamException lost ? lost.reason() : CloseReason.CLIENT_LEFT;
    } finally {
      end(clean);
    }
  }

  private CloseReason answered(Outcome<Datagrams> outcome, String name)
      throws InterruptedException {
    return switch (outcome) {
      case Outcome.Success<Datagrams> yes -> relay(yes.value(), name);
      case Outcome.Refused<Datagrams> no -> no.failure().reason();
    };
  }

  private CloseReason relay(Datagrams near, String name) throws InterruptedException {
    sides.addFirst(near);
    return reason(TaskScope.untilFirstEnds(name, tasks(near, sides.getLast())));
  }

  private void end(boolean clean) {
    if (!clean) {
      sides.forEach(Datagrams::reset);
    }
    sides.forEach(Datagrams::close);
  }

  private List<Task> tasks(Datagrams near, Datagrams far) {
    List<Task> tasks = new ArrayList<>();
    tasks.add(() -> pass(near, far, this::upstream));
    tasks.add(() -> pass(far, near, (source, octets) -> traffic.downstream(octets)));
    tasks.addAll(near.besides());
    tasks.addAll(far.besides());
    return tasks;
  }

  private void upstream(Endpoint target, int octets) {
    targets.accept(target);
    traffic.upstream(octets);
  }

  private static void pass(Datagrams from, Datagrams to, Passed passed)
      throws IOException, InterruptedException {
    byte[] array = Buffers.acquire();
    try {
      passAll(from, to, passed, ByteBuffer.wrap(array));
    } finally {
      Buffers.release(array);
    }
  }

  private static void passAll(Datagrams from, Datagrams to, Passed passed, ByteBuffer buffer)
      throws IOException, InterruptedException {
    Endpoint peer = from.receive(buffer.position(Datagrams.HEADROOM));
    while (peer != null) {
      buffer.flip().position(Datagrams.HEADROOM);
      passed.datagram(peer, buffer.remaining());
      to.send(peer, buffer);
      peer = from.receive(buffer.clear().position(Datagrams.HEADROOM));
    }
  }

  private static CloseReason reason(IOException failure) {
    return switch (failure) {
      case null -> CloseReason.DONE;
      case StreamException e -> e.reason();
      case DeadlineExceededException e -> CloseReason.IDLE_TIMEOUT;
      default -> CloseReason.CLIENT_RESET;
    };
  }

  /** The client is told, and what it still sends is read to its end. */
  private CloseReason refuse(Failure failure) throws InterruptedException {
    try {
      exchange.refuse(failure);
      exchange.client().discard();
    } catch (IOException e) { // It left, or had its time.
      throwIfInterrupted();
    }
    return failure.reason();
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
