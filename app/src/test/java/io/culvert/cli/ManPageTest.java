package io.culvert.cli;

import io.culvert.GeneratedPage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Checks docs/culvert.1, which is generated from the command line. */
class ManPageTest {
  private static final String HEAD =
      """
      .\\" Made from the command line in io.culvert.cli; a test compares it. Do not edit it here.
      .TH CULVERT 1
      .SH NAME
      culvert \\- an encrypted SOCKS5 tunnel
      .SH SYNOPSIS
      .B culvert
      .I COMMAND
      [\\fIOPTIONS\\fR]
      .SH DESCRIPTION
      \\fBculvert local\\fR is a SOCKS5 proxy for the applications of one machine. It carries their connections through an
      encrypted and authenticated tunnel to \\fBculvert server\\fR, which connects to the targets. \\fBculvert init\\fR, run
      on the server, prints a link; the link is all that a local needs.
      .SH COMMANDS
      """;

  private static final String TAIL =
      """
      .SH ENVIRONMENT
      Each option of \\fBculvert server\\fR and \\fBculvert local\\fR is a configuration key, except \\fB\\-\\-help\\fR,
      \\fB\\-\\-config\\fR and \\fB\\-\\-verbose\\fR. An environment variable sets a key too; its name is in capitals with
      underscores, as in \\fBCULVERT_LIMITS_IDLE_TIMEOUT=10m\\fR. The TOML file that \\fB\\-\\-config\\fR names sets the
      rest. An option overrides a variable, and a variable overrides the file.
      .TP
      .B CULVERT_JAVA_OPTIONS
      Further options of the Java virtual machine, separated by blanks.
      .SH EXIT STATUS
       0: success. 1: failure at run time. 2: mistake in the arguments or the configuration. 3: the heap is full.
       129: ended by SIGHUP. 130: ended by Ctrl\\-C.
      .SH SIGNALS
      At SIGTERM, SIGINT or SIGHUP the program accepts no more connections and gives open streams
      \\fBlimits.drain\\-timeout\\fR to end. A second signal ends it at once. SIGHUP does not read the configuration again,
      but a program that ends with 129 is started again by the systemd units, with the configuration as it is then.
      """;

  @Test
  void thePageIsUpToDate() throws IOException {
    CommandLine culvert = new Program(TestTerminal.silent()).commandLine();
    StringBuilder page = new StringBuilder(HEAD);
    for (Map.Entry<String, CommandLine> command : culvert.getSubcommands().entrySet()) {
      append(page, command.getValue().getCommandSpec());
    }
    GeneratedPage.check("culvert.1", page.append(TAIL).toString());
  }

  private static void append(StringBuilder page, CommandSpec command) {
    page.append(".SS ").append(synopsis(command)).append('\n');
    Arrays.stream(command.usageMessage().description())
        .forEach(line -> page.append(line.isEmpty() ? ".PP\n" : escaped(line) + "\n"));
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      append(page, "\\fI" + parameter.paramLabel() + "\\fR", parameter);
    }
    for (OptionSpec option : command.options()) {
      String names = "\\fB" + escaped(String.join(", ", option.names())) + "\\fR";
      boolean valued = option.arity().max() > 0;
      append(
          page, valued ? names + "=\\fI" + escaped(option.paramLabel()) + "\\fR" : names, option);
    }
  }

  private static String synopsis(CommandSpec command) {
    String[] custom = command.usageMessage().customSynopsis();
    String text =
        custom.length > 0
            ? custom[0]
            : new CommandLine(command).getHelp().abbreviatedSynopsis().strip();
    return escaped(Help.Ansi.OFF.string(text));
  }

  private static void append(StringBuilder page, String term, ArgSpec argument) {
    page.append(".TP\n").append(term).append('\n');
    page.append(escaped(String.join(" ", argument.description()))).append('\n');
  }

  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
