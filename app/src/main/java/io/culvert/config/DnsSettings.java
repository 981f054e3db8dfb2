package io.culvert.config;

import io.culvert.address.HostPort;
import java.time.Duration;
import java.util.List;

/**
 * How a server looks up target names. Immutable.
 *
 * @param servers the DNS servers, by IP address; empty for those of the operating system
 * @param lookups how many look-ups may run at once
 */
public record DnsSettings(List<HostPort> servers, Duration timeout, int lookups) {

  /** Copies its list. */
  public DnsSettings {
    servers = List.copyOf(servers);
  }

  static DnsSettings of(Configuration configuration) {
    return new DnsSettings(
        configuration.get(ServerKeys.DNS_SERVERS),
        configuration.get(ServerKeys.DNS_TIMEOUT),
        configuration.get(ServerKeys.LIMITS_DNS_LOOKUPS));
  }
}
