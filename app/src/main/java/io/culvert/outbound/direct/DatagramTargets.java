package io.culvert.outbound.direct;

import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.Meters;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Where the datagrams of one association go. Addresses are judged at once; names are looked up
 * beside the stream, so that a slow look-up holds up nothing else, and are remembered for a while.
 * Bounded: what does not fit is dropped. {@link #pass} is for one thread, {@link #lookUp} for
 * another.
 */
final class DatagramTargets {
  /** Hands a datagram to the network, or says why not. */
  @FunctionalInterface
  interface Sender {
    DatagramDrop send(ByteBuffer data, InetSocketAddress to);
  }

  private record Waiting(Endpoint target, byte[] data) {}

  private record Known(InetSocketAddress address, long untilNanos) {}

  private static final int MAX_WAITING = 64;
  private static final int MAX_LOOK_UPS = 16;
  private static final int MAX_KNOWN = 256;
  private static final long KNOWN_NANOS = Duration.ofSeconds(60).toNanos();

  private final TargetAddresses addresses;
  private final Sender sender;
  private final Meters meters;
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Map<Endpoint, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Endpoint, Known> eldest) {
          return size() > MAX_KNOWN;
        }
      };

  DatagramTargets(TargetAddresses addresses, Sender sender, Meters meters) {
    this.addresses = addresses;
    this.sender = sender;
    this.meters = meters;
  }

  /** Sends, or keeps a copy until its name is looked up, or drops. Never blocks for a look-up. */
  void pass(Endpoint target, ByteBuffer data) throws InterruptedException {
    boolean named = target.address() instanceof DomainName;
    count(named ? passNamed(target, data) : send(target, data));
    data.position(data.limit());
  }

  private void count(DatagramDrop dropped) {
    if (dropped != null) {
      meters.datagramDropped(dropped);
    }
  }

  private DatagramDrop passNamed(Endpoint target, ByteBuffer data) {
    InetSocketAddress to = recall(target);
    if (to != null) {
      return sender.send(data, to);
    }
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    return waiting.offer(new Waiting(target, copy)) ? null : DatagramDrop.QUEUE_FULL;
  }

  /** Looks up and sends what waits, until interrupted. */
  void lookUp() throws InterruptedException {
    var permits = new Semaphore(MAX_LOOK_UPS);
    try (var scope = TaskScope.open("look-ups")) {
      while (true) {
        Waiting next = waiting.take();
        permits.acquire();
        scope.fork(
            "look-up",
            () -> {
              count(send(next.target(), ByteBuffer.wrap(next.data())));
              permits.release();
            });
      }
    }
  }

  /** Tries the permitted addresses in turn: a family may have no route here. */
  private DatagramDrop send(Endpoint target, ByteBuffer data) throws InterruptedException {
    try {
      DatagramDrop dropped = null;
      for (InetAddress address : addresses.permitted(target)) {
        var to = new InetSocketAddress(address, target.port());
        dropped = sender.send(data.duplicate(), to);
        if (dropped == null) {
          remember(target, to);
          return null;
        }
      }
      return dropped;
    } catch (TargetAddresses.NotAllowedException e) {
      return DatagramDrop.NOT_ALLOWED;
    } catch (IOException e) {
      return DatagramDrop.UNRESOLVABLE;
    }
  }

  private synchronized InetSocketAddress recall(Endpoint target) {
    Known one = known.get(target);
    return one != null && System.nanoTime() - one.untilNanos() < 0 ? one.address() : null;
  }

  private synchronized void remember(Endpoint target, InetSocketAddress to) {
    if (target.address() instanceof DomainName) {
      known.put(target, new Known(to, System.nanoTime() + KNOWN_NANOS));
    }
  }
}
