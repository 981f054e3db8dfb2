package io.culvert.cli;

import io.culvert.auth.CredentialException;
import io.culvert.config.ConfigurationException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program, from its arguments to its exit code. Not thread-safe. */
final class Program {
  private static final List<String> VERBOSE = List.of("-v", "--verbose", "--log.level=debug");

  private final Terminal terminal;
  private final ErrorLines errors;
  private final Map<CommandSpec, Subcommand> subcommands = new LinkedHashMap<>();

  Program(Terminal terminal) {
    this.terminal = terminal;
    this.errors = new ErrorLines(terminal.err());
  }

  /** Returns the command line with all subcommands. */
  CommandLine commandLine() {
    CommandSpec root = Specs.root();
    List<Subcommand> all =
        List.of(
            new InitCommand(terminal),
            new ServerCommand(terminal),
            new LocalCommand(terminal),
            new DemoCommand(terminal),
            new BenchCommand(terminal),
            new CheckCommand(terminal),
            new PasswordCommand(terminal));
    for (Subcommand subcommand : all) {
      CommandSpec spec = subcommand.spec();
      subcommands.put(spec, subcommand);
      root.addSubcommand(spec.name(), spec);
    }
    return Specs.commandLine(root);
  }

  /** Runs the program and reports every failure as an error line; throws no exception. */
  int run(String... arguments) {
    try {
      int exitCode = dispatch(arguments);
      terminal.checkOutput();
      return exitCode;
    } catch (ParameterException e) {
      errors.usage(e);
      return ExitCode.USAGE;
    } catch (ConfigurationException e) {
      errors.print(e.getMessage(), e.hint());
      return ExitCode.USAGE;
    } catch (CredentialException e) {
      errors.print(e.getMessage(), e.hint());
      return ExitCode.USAGE;
    } catch (CommandFailedException e) {
      errors.print(e.getMessage(), e.hint());
      return ExitCode.FAILURE;
    } catch (IOException e) {
      errors.io(e);
      return ExitCode.FAILURE;
    } catch (InterruptedException e) {
      return ExitCode.FAILURE;
    } catch (RuntimeException | Error e) {
      errors.internal(e, Arrays.stream(arguments).anyMatch(VERBOSE::contains));
      return ExitCode.FAILURE;
    } finally {
      Logging.flush();
    }
  }

  private int dispatch(String... arguments)
      throws ConfigurationException,
          CredentialException,
          CommandFailedException,
          IOException,
          InterruptedException {
    CommandLine commandLine = commandLine();
    ParseResult result = commandLine.parseArgs(KeyOptions.withSwitchValues(arguments));
    boolean help = result.isUsageHelpRequested();
    refuseUnmatched(result);
    while (result.hasSubcommand()) {
      result = result.subcommand();
      help |= result.isUsageHelpRequested();
      refuseUnmatched(result);
    }
    CommandLine chosen = result.commandSpec().commandLine();
    if (result.isVersionHelpRequested()) {
      terminal.out().println(Version.text());
      return ExitCode.OK;
    }
    if (help) {
      chosen.usage(terminal.out(), Ansi.OFF);
      return ExitCode.OK;
    }
    return run(chosen, result);
  }

  /** picocli accepts everything beside a request for help. */
  private static void refuseUnmatched(ParseResult result) {
    if (!result.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(result.commandSpec().commandLine(), result.unmatched());
    }
  }

  private int run(CommandLine chosen, ParseResult result)
      throws ConfigurationException,
          CredentialException,
          CommandFailedException,
          IOException,
          InterruptedException {
    Subcommand subcommand = subcommands.get(chosen.getCommandSpec());
    if (subcommand == null) {
      chosen.usage(terminal.err(), Ansi.OFF);
      return ExitCode.USAGE;
    }
    return subcommand.run(result);
  }
}
