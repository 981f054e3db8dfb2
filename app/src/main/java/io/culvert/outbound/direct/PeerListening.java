package io.culvert.outbound.direct;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.Deadlines;
import io.culvert.net.PeerListener;
import io.culvert.net.Route;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Listening;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * BIND, RFC 1928 section 4: listens for one connection from the host that the client named. A
 * client that names none, with 0.0.0.0 or ::, takes any peer that the rules for targets allow. For
 * one thread.
 */
final class PeerListening implements Listening {
  /** What every BIND needs. Thread-safe. */
  record Places(TargetAddresses addresses, Deadlines deadlines, Duration timeout) {
    /** Listens on the address that the peer would reach, or that the client has reached. */
    PeerListening listen(Request request) throws IOException, InterruptedException {
      List<InetAddress> hosts = hosts(request);
      InetAddress own = hosts.isEmpty() ? request.entry() : Route.sourceAddress(hosts.getFirst());
      Predicate<InetAddress> rule =
          hosts.isEmpty() ? addresses.rules()::permits : peer -> hosts.contains(peer);
      return new PeerListening(PeerListener.bind(own, deadlines, timeout), rule);
    }

    private List<InetAddress> hosts(Request request) throws IOException, InterruptedException {
      Address expected = request.destination().address();
      boolean any = TargetAddresses.isUnspecified(expected);
      return any ? List.of() : addresses.permittedHosts(expected, Asker.of(request));
    }
  }

  private final PeerListener listener;
  private final Predicate<InetAddress> rule;
  private final Endpoint bound;

  private PeerListening(PeerListener listener, Predicate<InetAddress> rule) throws IOException {
    this.listener = listener;
    this.rule = rule;
    this.bound = Endpoint.of(listener.address());
  }

  @Override
  public Endpoint bound() {
    return bound;
  }

  @Override
  public Outcome<Opened> accept() throws InterruptedException {
    try {
      Connection peer = listener.accept(rule);
      return Outcome.of(new Opened(peer, Endpoint.of(peer.remoteAddress())));
    } catch (DeadlineExceededException e) {
      return Outcome.refused(Failure.NO_PEER);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return Outcome.refused(Failures.of(e));
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
