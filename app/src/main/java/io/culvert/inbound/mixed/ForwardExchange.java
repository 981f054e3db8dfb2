package io.culvert.inbound.mixed;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import io.culvert.proxy.Dial;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import java.io.IOException;
import java.util.Optional;

/**
 * One request in absolute-form. Its client is told yes by the target's response alone, and both
 * connections may outlive it.
 */
final class ForwardExchange implements Exchange {
  private final Exchange client;
  private final HttpTransaction transaction;
  private final HttpOrigins origins;
  private final HttpRequestLeg leg;

  /**
   * @param client knows the request, and how its client is told no
   * @param origins where the target's connection may come from, and goes to
   */
  ForwardExchange(Exchange client, HttpTransaction transaction, HttpOrigins origins) {
    this.client = client;
    this.transaction = transaction;
    this.origins = origins;
    this.leg = new HttpRequestLeg(client.client(), transaction);
  }

  HttpTransaction transaction() {
    return transaction;
  }

  /** The same request once more, of which the target has had nothing. */
  ForwardExchange again() {
    return new ForwardExchange(client, new HttpTransaction(transaction.request()), origins);
  }

  @Override
  public Request request() {
    return client.request();
  }

  @Override
  public Connection client() {
    return leg;
  }

  @Override
  public boolean takesEarlyYes() {
    return false;
  }

  @Override
  public Outcome<Opened> target(Dial dial) throws InterruptedException {
    Optional<HttpOrigins.Origin> kept = origins.take(request(), dial.outbound());
    if (kept.isPresent()) {
      return Outcome.of(opened(kept.get()));
    }
    return switch (dial.connect()) {
      case Outcome.Success<Opened> success ->
          Outcome.of(
              opened(new HttpOrigins.Origin(request(), dial.outbound(), success.value(), false)));
      case Outcome.Refused<Opened> refused -> refused;
    };
  }

  private Opened opened(HttpOrigins.Origin origin) {
    return new Opened(new HttpResponseLeg(origin, origins, transaction), origin.leg().bound());
  }

  @Override
  public boolean endsWithTarget() {
    return !transaction.isSwitched();
  }

  @Override
  public void listening(Endpoint bound) throws IOException {
    client.listening(bound);
  }

  @Override
  public void accept(Endpoint bound) {}

  @Override
  public Outcome<Datagrams> associate(Endpoint bound) throws IOException {
    return client.associate(bound);
  }

  @Override
  public void refuse(Failure failure) throws IOException {
    transaction.end();
    client.refuse(failure);
  }
}
