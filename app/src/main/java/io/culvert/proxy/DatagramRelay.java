package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.Buffers;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import io.culvert.net.DeadlineExceededException;
import io.culvert.runtime.Task;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * One UDP association between a client's datagrams and an outbound's. It ends with whichever side
 * ends first, or when no datagram moved for too long. For the thread of its session.
 */
final class DatagramRelay {
  private final Exchange exchange;
  private final Outbound outbound;
  private final Engine engine;
  private final Traffic traffic;

  DatagramRelay(Exchange exchange, Outbound outbound, Engine engine, Traffic traffic) {
    this.exchange = exchange;
    this.outbound = outbound;
    this.engine = engine;
    this.traffic = traffic;
  }

  /** Blocks to the association's end; both sides are closed then. */
  CloseReason serve(String name) throws InterruptedException {
    if (!engine.associations().tryAcquire()) {
      return refuse(Failure.LIMIT_REACHED);
    }
    try {
      return switch (outbound.associate(exchange.request())) {
        case Outcome.Refused<Association> refused -> refuse(refused.failure());
        case Outcome.Success<Association> success -> accept(success.value(), name);
      };
    } finally {
      engine.associations().release();
    }
  }

  private CloseReason accept(Association association, String name) throws InterruptedException {
    try (Datagrams far = association.datagrams()) {
      return switch (exchange.associate(association.bound())) {
        case Outcome.Refused<Datagrams> refused -> refused.failure().reason();
        case Outcome.Success<Datagrams> success -> relay(success.value(), far, name);
      };
    } catch (IOException e) {
      return e instanceof StreamException lost ? lost.reason() : CloseReason.CLIENT_LEFT;
    }
  }

  private CloseReason relay(Datagrams near, Datagrams far, String name)
      throws InterruptedException {
    boolean clean = false;
    try (near) {
      IOException failure = TaskScope.untilFirstEnds(name, tasks(near, far));
      clean = failure == null;
      return reason(failure);
    } finally {
      if (!clean) {
        near.reset();
        far.reset();
      }
    }
  }

  private List<Task> tasks(Datagrams near, Datagrams far) {
    List<Task> tasks = new ArrayList<>();
    tasks.add(() -> pass(near, far, traffic::upstream));
    tasks.add(() -> pass(far, near, traffic::downstream));
    tasks.addAll(near.besides());
    tasks.addAll(far.besides());
    return tasks;
  }

  private static void pass(Datagrams from, Datagrams to, LongConsumer moved)
      throws IOException, InterruptedException {
    byte[] array = Buffers.take();
    try {
      passAll(from, to, moved, ByteBuffer.wrap(array));
    } finally {
      Buffers.give(array);
    }
  }

  private static void passAll(Datagrams from, Datagrams to, LongConsumer moved, ByteBuffer buffer)
      throws IOException, InterruptedException {
    Endpoint peer = from.receive(buffer.position(Datagrams.HEADROOM));
    while (peer != null) {
      buffer.flip().position(Datagrams.HEADROOM);
      moved.accept(buffer.remaining());
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
  private CloseReason refuse(Failure failure) {
    try {
      exchange.refuse(failure);
      Connection client = exchange.client();
      for (ByteBuffer rest = client.receive(); rest != null; rest = client.receive()) {
        rest.position(rest.limit());
      }
    } catch (IOException e) {
      // It left, or had its time.
    }
    return failure.reason();
  }
}
