package io.culvert.inbound.mixed;

import io.culvert.net.Connection;
import io.culvert.proxy.Engine;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.NotOpenedException;
import java.io.IOException;
import java.time.Duration;

/** The local's inbound: each connection brings one request. Thread-safe. */
public final class MixedInbound {
  private final Negotiation negotiation;
  private final Duration timeout;
  private final Engine engine;

  /**
   * @param timeout from accept to the end of the request
   */
  public MixedInbound(Negotiation negotiation, Duration timeout, Engine engine) {
    this.negotiation = negotiation;
    this.timeout = timeout;
    this.engine = engine;
  }

  /** Serves an accepted connection to its end, in the calling thread. */
  public void serve(Connection client, long number) throws InterruptedException {
    engine.serve(number, () -> open(client));
  }

  private Exchange open(Connection client) throws IOException {
    client.deadline(timeout);
    try {
      Exchange exchange = negotiation.negotiate(client);
      client.noDeadline();
      return exchange;
    } catch (Refusal e) {
      GracefulClose.say(client, e.answer());
      GracefulClose.discard(client);
      throw new NotOpenedException(e.reason(), e);
    }
  }
}
