package io.culvert.proxy;

import io.culvert.address.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/** Where the target's leg of a stream comes from. */
interface TargetSource {
  /**
   * Blocks for the leg.
   *
   * @throws IOException if the client could not be told what it has to know meanwhile
   */
  Outcome<Opened> open(EarlyData early) throws IOException, InterruptedException;

  /** Whether a client that ends its direction before the answer has given the request up. */
  default boolean endsWithClient() {
    return false;
  }

  /** CONNECT: a target that the outbound connects to. */
  record Connect(Exchange exchange, Outbound outbound, Meters meters) implements TargetSource {
    @Override
    public Outcome<Opened> open(EarlyData early) throws InterruptedException {
      return exchange.target(new ByOutbound(this, early));
    }
  }

  /** Asks the outbound, and measures how long that takes. */
  record ByOutbound(Connect source, EarlyData early) implements Dial {
    @Override
    public String outbound() {
      return source.outbound().name();
    }

    @Override
    public Outcome<Opened> connect() throws InterruptedException {
      long start = System.nanoTime();
      Outcome<Opened> outcome = source.outbound().connect(source.exchange().request(), early);
      if (outcome instanceof Outcome.Success) {
        source.meters().connected(Duration.ofNanos(System.nanoTime() - start));
      }
      return outcome;
    }
  }

  /**
   * BIND: a peer that comes by itself, after the first of the two replies.
   *
   * @param peer told of the peer's address
   */
  record Bind(Exchange exchange, Outbound outbound, Consumer<Endpoint> peer)
      implements TargetSource {
    @Override
    public Outcome<Opened> open(EarlyData early) throws IOException, InterruptedException {
      return switch (outbound.listen(exchange.request())) {
        case Outcome.Success<Listening> success -> accept(success.value());
        case Outcome.Refused<Listening> refused -> Outcome.refused(refused.failure());
      };
    }

    @Override
    public boolean endsWithClient() {
      return true;
    }

    private Outcome<Opened> accept(Listening place) throws IOException, InterruptedException {
      try (place) {
        exchange.listening(place.bound());
        Outcome<Opened> outcome = place.accept();
        if (outcome instanceof Outcome.Success<Opened> success) {
          peer.accept(success.value().bound());
        }
        return outcome;
      }
    }
  }
}
