package io.culvert.transport;

import io.culvert.address.HostPort;
import io.culvert.net.Connection;
import io.culvert.net.Dialer;
import io.culvert.net.dns.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Plain TCP to the first address of a server that answers. After a failure the name is looked up
 * anew. Thread-safe.
 */
public record Tcp(Resolver resolver, Dialer dialer) implements Transport {
  @Override
  public Connection dial(HostPort server) throws IOException, InterruptedException {
    List<InetAddress> addresses = resolver.resolve(server.host());
    try {
      return dialer.dial(addresses, server.port());
    } catch (IOException e) {
      resolver.forget(server.host()); // It may have moved.
      throw e;
    }
  }
}
