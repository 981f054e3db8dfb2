package io.culvert.outbound.direct;

import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.Meters;
import io.culvert.runtime.BoundedMap;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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

  private record Known(InetSocketAddress address, long untilNanos) {}

  /**
   * The addresses that a datagram may be sent to.
   *
   * @param otherwise why it is dropped if there are none
   */
  private record Permitted(List<InetAddress> addresses, DatagramDrop otherwise) {}

  private static final int MAX_KNOWN = 256;
  private static final long KNOWN_NANOS = Duration.ofSeconds(60).toNanos();

  private final TargetAddresses addresses;
  private final String asker;
  private final Sender sender;
  private final Meters meters;
  private final WaitingDatagrams waiting = new WaitingDatagrams();
  private final Map<Endpoint, Known> known = BoundedMap.byAge(MAX_KNOWN);

  DatagramTargets(DirectDatagrams.Peers peers, Sender sender, Meters meters) {
    this.addresses = peers.addresses();
    this.asker = peers.asker();
    this.sender = sender;
    this.meters = meters;
  }

  /** Sends, or keeps a copy until its name is looked up, or drops. Never blocks for a look-up. */
  void pass(Endpoint target, ByteBuffer data) throws InterruptedException {
    if (target.address() instanceof DomainName) {
      passNamed(target, data);
    } else {
      count(send(permitted(target), target, data));
    }
    data.position(data.limit());
  }

  private void count(DatagramDrop dropped) {
    if (dropped != null) {
      meters.datagramDropped(dropped);
    }
  }

  private void passNamed(Endpoint target, ByteBuffer data) throws InterruptedException {
    InetSocketAddress to = recall(target);
    if (to != null && addresses.rules().permits(to.getAddress(), to.getPort())) {
      count(sender.send(data, to));
      return;
    }
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    for (int dropped = waiting.add(target, copy); dropped > 0; dropped--) {
      count(DatagramDrop.QUEUE_FULL);
    }
  }

  /** Looks up and sends what waits, until interrupted. */
  void lookUp() throws InterruptedException {
    try (var scope = TaskScope.open("look-ups")) {
      while (true) {
        WaitingDatagrams.Name next = waiting.next();
        scope.fork("look-up", () -> lookUp(next));
      }
    }
  }

  private void lookUp(WaitingDatagrams.Name name) throws InterruptedException {
    if (waiting.begin(name)) {
      Permitted found = permitted(name.target());
      for (byte[] data : waiting.end(name)) {
        count(send(found, name.target(), ByteBuffer.wrap(data)));
      }
    }
  }

  private Permitted permitted(Endpoint target) throws InterruptedException {
    try {
      return new Permitted(addresses.permitted(target, asker), null);
    } catch (TargetAddresses.NotAllowedException e) {
      return new Permitted(List.of(), DatagramDrop.NOT_ALLOWED);
    } catch (IOException e) {
      return new Permitted(List.of(), DatagramDrop.UNRESOLVABLE);
    }
  }

  /** Tries the permitted addresses in turn: a family may have no route here. */
  private DatagramDrop send(Permitted permitted, Endpoint target, ByteBuffer data) {
    DatagramDrop dropped = permitted.otherwise();
    for (InetAddress address : permitted.addresses()) {
      var to = new InetSocketAddress(address, target.port());
      dropped = sender.send(data.duplicate(), to);
      if (dropped == null) {
        remember(target, to);
        return null;
      }
    }
    return dropped;
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
