package io.culvert.outbound.culvert;

import io.culvert.address.Endpoint;
import io.culvert.proxy.Association;
import io.culvert.proxy.EarlyData;
import io.culvert.proxy.Listening;
import io.culvert.proxy.Opened;
import io.culvert.proxy.Outbound;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.TunnelDatagrams;
import io.culvert.tunnel.TunnelStream;
import java.time.Duration;

/** A Culvert server fulfils the requests, each on a stream of its own. Thread-safe. */
public final class CulvertOutbound implements Outbound {
  private final String name;
  private final TunnelPool pool;
  private final TunnelClient client;

  /**
   * @param pool closed with this outbound
   * @param patience how long the server may take to answer a request
   * @param trouble told when the server gives no answer
   */
  public CulvertOutbound(
      String name, TunnelPool pool, Duration patience, RateLimitedWarning trouble) {
    this.name = name;
    this.pool = pool;
    this.client = new TunnelClient(pool, patience, trouble);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome<Opened> connect(Request request, EarlyData early) throws InterruptedException {
    return ask(request, early).map(CulvertOutbound::opened);
  }

  @Override
  public Outcome<Listening> listen(Request request) throws InterruptedException {
    return ask(request, new EarlyData()).map(Remote::new);
  }

  @Override
  public Outcome<Association> associate(Request request) throws InterruptedException {
    return ask(request, new EarlyData())
        .map(granted ->
            new Association(new TunnelDatagrams(granted.stream()), granted.response().bound()));
  }

  private Outcome<TunnelClient.Granted> ask(Request request, EarlyData early)
      throws InterruptedException {
    return client.ask(new OpenRequest(request.command(), request.destination()), early);
  }

  private static Opened opened(TunnelClient.Granted granted) {
    return new Opened(granted.stream(), granted.response().bound());
  }

  @Override
  public void close() {
    pool.close();
  }

  /** The server listens; the second REPLY tells of the peer. For one thread. */
  private final class Remote implements Listening {
    private final TunnelStream stream;
    private final Endpoint bound;
    private boolean accepted;

    Remote(TunnelClient.Granted granted) {
      this.stream = granted.stream();
      this.bound = granted.response().bound();
    }

    @Override
    public Endpoint bound() {
      return bound;
    }

    @Override
    public Outcome<Opened> accept() throws InterruptedException {
      Outcome<Opened> peer = client.secondAnswer(stream).map(CulvertOutbound::opened);
      accepted = peer instanceof Outcome.Success;
      return peer;
    }

    @Override
    public void close() {
      if (!accepted) {
        stream.close();
      }
    }
  }
}
