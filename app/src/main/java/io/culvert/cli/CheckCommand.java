package io.culvert.cli;

import io.culvert.assembly.ClientCredentials;
import io.culvert.assembly.LocalCredentials;
import io.culvert.assembly.ServerCredentials;
import io.culvert.auth.CredentialException;
import io.culvert.config.Configuration;
import io.culvert.config.ConfigurationException;
import io.culvert.config.Keys;
import io.culvert.config.LinkSource;
import io.culvert.config.LocalSettings;
import io.culvert.config.Role;
import io.culvert.config.ServerFiles;
import io.culvert.config.ServerSettings;
import io.culvert.config.TomlSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code culvert check}: validates a configuration and prints the resulting values. */
final class CheckCommand implements Subcommand {
  private static final String ROLE = "--role";

  private final Terminal terminal;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            "check",
            "Validates a configuration and prints all of it as TOML.",
            "It also reads the files that the configuration names. The output omits secrets. "
                + "Each value that is not a default is followed by the place where it was set.");
    spec.usageMessage().customSynopsis("culvert check --config FILE [--role ROLE] [OPTIONS]");
    spec.addOption(
        Specs.option(
            ROLE, "ROLE", "server or local (default: the role whose keys the file holds)"));
    KeyOptions.addLinkTo(spec);
    KeyOptions.addTo(spec, Keys.ALL);
    return spec;
  }

  @Override
  public int run(ParseResult arguments) throws ConfigurationException, CredentialException {
    Role role = role(arguments);
    KeyOptions.refuseOthers(arguments, role);
    Configuration configuration =
        Configuration.read(role, KeyOptions.sources(arguments, role, terminal.environment()));
    switch (role) {
      case SERVER -> checkServer(configuration);
      case LOCAL -> checkLocal(configuration);
    }
    terminal.out().print(configuration.toToml());
    return ExitCode.OK;
  }

  private static void checkServer(Configuration configuration)
      throws ConfigurationException, CredentialException {
    ServerSettings.of(configuration);
    ServerCredentials.read(ServerFiles.of(configuration));
  }

  /** Accepts a missing link, but not an invalid one. */
  private static void checkLocal(Configuration configuration)
      throws ConfigurationException, CredentialException {
    Optional<LinkSource> link = LinkSource.find(configuration);
    LocalSettings settings = LocalSettings.of(configuration);
    if (link.isPresent()) {
      LocalCredentials.read(link.get(), settings.negotiation());
    } else {
      ClientCredentials.read(settings.negotiation());
    }
  }

  private static Role role(ParseResult arguments) throws ConfigurationException {
    String word = arguments.matchedOptionValue(ROLE, null);
    if (word != null) {
      return named(word);
    }
    Optional<TomlSource> file = KeyOptions.file(arguments);
    if (file.isEmpty()) {
      throw ConfigurationException.of(
          "`culvert check` needs a file", "give --config FILE, or --role server or --role local");
    }
    Set<Role> possible = Configuration.possibleRoles(file.get());
    if (possible.size() == 1) {
      return possible.iterator().next();
    }
    String problem =
        possible.isEmpty()
            ? " has keys of a server and keys of a local"
            : " could be a server's or a local's";
    throw ConfigurationException.of(
        file.get().file() + problem, "say which: --role server or --role local");
  }

  private static Role named(String word) throws ConfigurationException {
    return Arrays.stream(Role.values())
        .filter(role -> role.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            ConfigurationException.of(
                ROLE + ": no such role " + word, "allowed is server or local"));
  }
}
