package io.culvert.cli;

import io.culvert.address.HostPort;
import io.culvert.assembly.ClientCredentials;
import io.culvert.assembly.LocalCredentials;
import io.culvert.assembly.LocalProxy;
import io.culvert.assembly.ServerCredentials;
import io.culvert.assembly.TunnelServer;
import io.culvert.auth.Users;
import io.culvert.config.Configuration;
import io.culvert.config.ConfigurationException;
import io.culvert.config.ConfigurationSources;
import io.culvert.config.Keys;
import io.culvert.config.LocalSettings;
import io.culvert.config.Role;
import io.culvert.config.ServerSettings;
import io.culvert.config.Written;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.identity.Link;
import io.culvert.identity.User;
import io.culvert.metrics.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;

/** A server, a local and a target in this process, with ephemeral keys. Not thread-safe. */
final class Demo implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final DemoTarget target = new DemoTarget();
  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair keyPair = ServerKeyPair.generate(random);
  private final User user =
      new User("demo", UserId.generate(random), PresharedKey.generate(random));
  private final BackgroundService server;
  private BackgroundService local;

  /** Starts the target and the server. */
  Demo() throws ConfigurationException, IOException {
    var configuration =
        Configuration.read(
            Role.SERVER,
            ConfigurationSources.of(
                flag(Role.SERVER, "listen", LOOPBACK + ":0"),
                flag(Role.SERVER, "targets.allow", LOOPBACK + "/32")));
    var credentials = new ServerCredentials(keyPair, Users.of(user));
    var service = new TunnelServer(ServerSettings.of(configuration), credentials, new Metrics());
    server = BackgroundService.start("demo server", Service.of(service));
  }

  private static Written flag(Role role, String name, String value) {
    return Written.flag(Keys.find(role, name).orElseThrow(), value);
  }

  /** Returns a local's settings; parses the address like {@code --listen}. */
  LocalSettings localSettings(String listen) throws ConfigurationException {
    var flags = ConfigurationSources.of(flag(Role.LOCAL, "listen", listen));
    return LocalSettings.of(Configuration.read(Role.LOCAL, flags));
  }

  /** Starts the local. */
  void listen(LocalSettings settings) throws IOException {
    var credentials = new LocalCredentials(link(), ClientCredentials.NONE);
    var service = new LocalProxy(settings, credentials, new Metrics());
    local = BackgroundService.start("demo local", Service.of(service));
  }

  private Link link() throws IOException {
    HostPort address = new HostPort(LOOPBACK, server.address().getPort());
    return new Link(address, keyPair.publicKey(), user.id(), user.presharedKey(), user.name());
  }

  InetSocketAddress server() throws IOException {
    return server.address();
  }

  InetSocketAddress proxy() throws IOException {
    return local.address();
  }

  InetSocketAddress target() {
    return target.address();
  }

  /** Fetches the target's page through the tunnel and returns whether it arrived unchanged. */
  boolean passesSelfTest() throws IOException {
    return DemoRequest.get(proxy(), target()).equals(DemoTarget.PAGE);
  }

  @Override
  public void close() {
    if (local != null) {
      local.close();
    }
    server.close();
    target.close();
  }
}
