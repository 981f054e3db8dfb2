package io.culvert.transport;

import io.culvert.address.HostPort;
import io.culvert.net.Connection;
import io.culvert.net.Dialer;
import io.culvert.net.dns.Resolver;
import java.io.IOException;

/** Plain TCP to the first address of a server that answers. Thread-safe. */
public record Tcp(Resolver resolver, Dialer dialer) implements Transport {
  @Override
  public Connection dial(HostPort server) throws IOException, InterruptedException {
    return dialer.dial(resolver.resolve(server.host()), server.port());
  }
}
