package io.culvert.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Builds the picocli specifications of all commands, in one style. */
final class Specs {
  private static final int HELP_WIDTH = 100;
  private static final int OPTIONS_WIDTH = 44;

  private Specs() {}

  static CommandSpec root() {
    CommandSpec spec = command("culvert", "An encrypted SOCKS5 tunnel.");
    spec.usageMessage()
        .customSynopsis("culvert COMMAND [OPTIONS]")
        .footer("", "`culvert COMMAND --help` says more about a command.");
    return spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("print the version")
            .build());
  }

  /** A command with {@code --help}. */
  static CommandSpec command(String name, String... description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .description(description)
        .width(HELP_WIDTH)
        .longOptionsMaxWidth(OPTIONS_WIDTH)
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .synopsisHeading("Usage: ")
        .descriptionHeading("%n")
        .optionListHeading("%n")
        .parameterListHeading("%n");
    return spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("print this help").build());
  }

  /** An option with a value, taken verbatim. */
  static OptionSpec option(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option without a value. */
  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(
            names[0], List.of(names).subList(1, names.length).toArray(new String[0]))
        .type(boolean.class)
        .arity("0")
        .description(description)
        .build();
  }

  static CommandLine commandLine(CommandSpec root) {
    return new CommandLine(root)
        .setExpandAtFiles(false)
        .setInterpolateVariables(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(false);
  }

  static boolean isSet(ParseResult arguments, String flag) {
    return arguments.hasMatchedOption(flag);
  }
}
