package io.culvert.cli;

import io.culvert.assembly.LocalCredentials;
import io.culvert.assembly.LocalProxy;
import io.culvert.auth.CredentialException;
import io.culvert.config.Configuration;
import io.culvert.config.ConfigurationException;
import io.culvert.config.ConfigurationSources;
import io.culvert.config.LinkSource;
import io.culvert.config.LocalSettings;
import io.culvert.config.Role;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code culvert local}: runs the proxy that applications connect to. */
final class LocalCommand implements Subcommand {
  private final Terminal terminal;

  LocalCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            "local",
            "Runs a local: a SOCKS5 proxy that reaches targets through the tunnel and its server.");
    spec.usageMessage().customSynopsis("culvert local [OPTIONS] [LINK]");
    KeyOptions.addLinkTo(spec);
    KeyOptions.addTo(spec, Role.LOCAL);
    return spec;
  }

  @Override
  public int run(ParseResult arguments)
      throws ConfigurationException,
          CredentialException,
          CommandFailedException,
          IOException,
          InterruptedException {
    ConfigurationSources sources =
        KeyOptions.sources(arguments, Role.LOCAL, terminal.environment());
    Configuration configuration = Configuration.read(Role.LOCAL, sources);
    LinkSource link = LinkSource.of(configuration);
    LocalSettings settings = LocalSettings.of(configuration);
    LocalCredentials credentials = LocalCredentials.read(link, settings.negotiation());
    Logging.start(terminal.err(), settings.log());
    var plan =
        new ServiceRun.Plan(
            settings.listen(),
            "SOCKS clients; the server is " + credentials.link().server(),
            settings.limits().drainTimeout(),
            settings.metrics(),
            settings.runtime());
    return new ServiceRun(plan, terminal.environment())
        .run(metrics -> Service.of(new LocalProxy(settings, credentials, metrics)));
  }
}
