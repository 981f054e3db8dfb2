package io.culvert.transport;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.IpAddress;
import io.culvert.net.dns.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Takes an address that is written as a name for what it is; another resolver gets the names. */
public record LiteralsFirst(Resolver names) implements Resolver {
  @Override
  public List<InetAddress> resolve(String name) throws IOException, InterruptedException {
    return switch (Address.parse(name)) {
      case IpAddress ip -> List.of(ip.inetAddress());
      case DomainName domain -> names.resolve(domain.name());
    };
  }

  @Override
  public void forget(String name) {
    if (Address.parse(name) instanceof DomainName domain) {
      names.forget(domain.name());
    }
  }
}
