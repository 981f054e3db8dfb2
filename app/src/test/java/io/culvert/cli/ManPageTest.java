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

/** docs/culvert.1, made from the command line itself. */
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
      A local proxy speaks SOCKS5 to applications; a server elsewhere connects to their targets; between the two runs one
      encrypted and authenticated tunnel. Run \\fBculvert init\\fR on the server: it prints a link, which is all that
      \\fBculvert local\\fR needs.
      .SH COMMANDS
      """;

  private static final String TAIL =
      """
      .SH ENVIRONMENT
      All options of \\fBculvert server\\fR and \\fBculvert local\\fR but \\fB\\-\\-help\\fR, \\fB\\-\\-config\\fR and
      \\fB\\-\\-verbose\\fR are configuration keys. A key may also be set by a variable, in capitals with underscores:
      \\fBCULVERT_LIMITS_IDLE_TIMEOUT=10m\\fR; or in the TOML file that \\fB\\-\\-config\\fR names. An option is stronger
      than a variable, and a variable than the file.
      .TP
      .B CULVERT_JAVA_OPTIONS
      Further options of the Java virtual machine, with blanks between.
      .SH EXIT STATUS
      0 if all went well, 1 after a failure at run time, 2 after a mistake in arguments or configuration, 3 when the
      heap is full, 130 after Ctrl\\-C.
      .SH SIGNALS
      SIGTERM and SIGINT: no new connections; open streams have \\fBlimits.drain\\-timeout\\fR to end. A second signal quits
      at once.
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
