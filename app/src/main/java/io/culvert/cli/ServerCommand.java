package io.culvert.cli;

import io.culvert.assembly.TunnelServer;
import io.culvert.config.Configuration;
import io.culvert.config.ConfigurationException;
import io.culvert.config.Role;
import io.culvert.config.ServerSettings;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code culvert server}: the far side. */
final class ServerCommand implements Subcommand {
  private final Terminal terminal;

  ServerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            "server", "Runs the far side: tunnel connections in, connections to targets out.");
    spec.usageMessage().customSynopsis("culvert server --config FILE [OPTIONS]");
    KeyOptions.addTo(spec, Role.SERVER);
    return spec;
  }

  @Override
  public int run(ParseResult arguments)
      throws ConfigurationException, Failure, IOException, InterruptedException {
    ServerSettings settings =
        ServerSettings.of(
            Configuration.read(
                Role.SERVER, KeyOptions.sources(arguments, Role.SERVER, terminal.environment())));
    Logging.start(terminal.err(), settings.log());
    var plan =
        new ServiceRun.Plan(
            settings.listen(),
            "tunnel connections",
            settings.limits().drainTimeout(),
            settings.metrics());
    return new ServiceRun(plan).run(metrics -> Service.of(new TunnelServer(settings, metrics)));
  }
}
