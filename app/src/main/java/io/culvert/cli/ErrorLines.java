package io.culvert.cli;

import io.culvert.config.NearestName;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The lines {@code culvert: error: …} and {@code culvert: hint: …} on standard error. */
final class ErrorLines {
  private final PrintStream err;

  ErrorLines(PrintStream err) {
    this.err = err;
  }

  void print(String error, String hint) {
    Logging.print(err, lines(error, hint));
  }

  private static String lines(String error, String hint) {
    String line = "culvert: error: %s%n".formatted(LogLineFormatter.escaped(error));
    return hint.isEmpty()
        ? line
        : line + "culvert: hint: %s%n".formatted(LogLineFormatter.escaped(hint));
  }

  /** Prints the error for invalid arguments. */
  void usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String help = "`" + command.getCommandSpec().qualifiedName() + " --help` lists what there is";
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      unmatched(command, unmatched.getUnmatched().get(0), help);
    } else {
      print(lowerCase(e.getMessage()), help);
    }
  }

  private void unmatched(CommandLine command, String argument, String help) {
    String name = Arguments.shown(argument);
    if (name.startsWith("-")) {
      Optional<String> meant = NearestName.of(name, optionNames(command));
      print("unknown option " + name, meant.map("did you mean %s?"::formatted).orElse(help));
    } else if (!command.getSubcommands().isEmpty()) {
      Optional<String> meant = NearestName.of(name, command.getSubcommands().keySet());
      print("unknown command " + name, meant.map("did you mean %s?"::formatted).orElse(help));
    } else {
      print("unexpected argument " + name, help);
    }
  }

  private static Collection<String> optionNames(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .toList();
  }

  private static String lowerCase(String sentence) {
    return sentence.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + sentence.substring(1);
  }

  /** Prints the error for a failure of a file or the network. */
  void io(IOException e) {
    String message =
        e instanceof FileSystemException file && file.getReason() == null
            ? file.getFile() + ": " + wordsOf(file)
            : String.valueOf(e.getMessage());
    print(message, "");
  }

  /** Turns "AccessDeniedException" into "access denied". */
  private static String wordsOf(Exception e) {
    String name = e.getClass().getSimpleName().replaceFirst("Exception$", "");
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
  }

  /** Prints the error for a bug of this program. */
  void internal(Throwable e, boolean verbose) {
    print(
        "internal error: " + e,
        verbose
            ? "please report it with the lines below"
            : "run it again with --verbose and report what it prints");
    if (verbose) {
      Logging.print(err, LogLineFormatter.trace(e));
    }
  }
}
