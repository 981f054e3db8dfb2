package io.culvert.inbound.mixed;

import io.culvert.net.Connection;
import io.culvert.proxy.Engine;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.NotOpenedException;
import java.io.IOException;
import java.time.Duration;

/**
 * The local's inbound: a connection brings one request, or one after the other where its protocol
 * is HTTP. Thread-safe.
 */
public final class MixedInbound {
  private final Negotiation negotiation;
  private final Duration timeout;
  private final Engine engine;
  private final IdleClients idle = new IdleClients();

  /**
   * @param timeout from accept, or a further request's first octet, to the end of the request
   */
  public MixedInbound(Negotiation negotiation, Duration timeout, Engine engine) {
    this.negotiation = negotiation;
    this.timeout = timeout;
    this.engine = engine;
  }

  /** Serves an accepted connection to its end, in the calling thread. */
  public void serve(Connection client, long number) throws InterruptedException {
    var conversation = new HttpConversation(client, idle);
    try {
      engine.serve(number, () -> open(conversation, negotiation::negotiate));
      while (conversation.awaitNext()) {
        engine.serve(number, () -> next(conversation));
      }
    } finally {
      conversation.close();
    }
  }

  /** Ends the connections that wait for another request. */
  public void drain() {
    idle.drain();
  }

  private Exchange next(HttpConversation conversation) throws IOException {
    return conversation.isToBeRepeated()
        ? conversation.repeat()
        : open(conversation, negotiation::negotiateNext);
  }

  private Exchange open(HttpConversation conversation, Negotiation.Step step) throws IOException {
    Connection client = conversation.client();
    client.deadline(timeout);
    try {
      Exchange exchange = step.negotiate(conversation);
      client.noDeadline();
      return exchange;
    } catch (Refusal e) {
      GracefulClose.say(client, e.answer());
      GracefulClose.discard(client);
      throw new NotOpenedException(e.reason(), e);
    }
  }
}
