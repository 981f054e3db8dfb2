package io.culvert.cli;

import io.culvert.assembly.ServerCredentials;
import io.culvert.assembly.TunnelServer;
import io.culvert.auth.CredentialException;
import io.culvert.config.Configuration;
import io.culvert.config.ConfigurationException;
import io.culvert.config.ConfigurationSources;
import io.culvert.config.Role;
import io.culvert.config.ServerFiles;
import io.culvert.config.ServerSettings;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code culvert server}: runs the tunnel's end that connects to targets. */
final class ServerCommand implements Subcommand {
  private final Terminal terminal;

  ServerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            "server",
            "Runs a server: accepts tunnel connections and connects to targets for them.");
    spec.usageMessage().customSynopsis("culvert server --config FILE [OPTIONS]");
    KeyOptions.addTo(spec, Role.SERVER);
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
        KeyOptions.sources(arguments, Role.SERVER, terminal.environment());
    Configuration configuration = Configuration.read(Role.SERVER, sources);
    ServerSettings settings = ServerSettings.of(configuration);
    ServerCredentials credentials = ServerCredentials.read(ServerFiles.of(configuration));
    Logging.start(terminal.err(), settings.log());
    var plan =
        new ServiceRun.Plan(
            settings.listen(),
            "tunnel connections",
            settings.limits().drainTimeout(),
            settings.metrics(),
            settings.runtime());
    return new ServiceRun(plan, terminal.environment())
        .run(metrics -> Service.of(new TunnelServer(settings, credentials, metrics)));
  }
}
