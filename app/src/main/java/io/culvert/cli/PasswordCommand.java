package io.culvert.cli;

import io.culvert.auth.PasswordFile;
import io.culvert.config.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code culvert password}: prints a line for the file that {@code auth.users-file} names. */
final class PasswordCommand implements Subcommand {
  private static final int MAX_PASSWORD_LENGTH = 255;

  private final Terminal terminal;

  PasswordCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Specs.command(
            "password",
            "Hashes a SOCKS user's password for the file that auth.users-file names.",
            "Reads the password from standard input without showing it, and prints the user's line:",
            "",
            "  (umask 077; culvert password alice >> socks-users)");
    return spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel("NAME")
            .description("the user's name, 1 to 255 bytes")
            .build());
  }

  @Override
  public int run(ParseResult arguments)
      throws ConfigurationException, CommandFailedException, IOException {
    String name = arguments.matchedPositionalValue(0, "");
    try {
      PasswordFile.checkName(name);
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of("NAME: " + e.getMessage(), "give another name");
    }
    byte[] password = read();
    try {
      terminal.out().println(PasswordFile.line(name, password, new SecureRandom()));
    } finally {
      Arrays.fill(password, (byte) 0);
    }
    return ExitCode.OK;
  }

  private byte[] read() throws CommandFailedException, IOException {
    if (!terminal.isOfProcess()) {
      return readOnce();
    }
    try (HiddenInput hidden = HiddenInput.begin()) {
      if (!hidden.isTyped()) {
        return readOnce();
      }
      return readTwice();
    }
  }

  private byte[] readTwice() throws CommandFailedException, IOException {
    byte[] first = prompt("Password: ");
    byte[] second = prompt("Again: ");
    if (!Arrays.equals(first, second)) {
      throw new CommandFailedException("the two passwords differ", "type the same password twice");
    }
    return first;
  }

  private byte[] prompt(String text) throws CommandFailedException, IOException {
    terminal.err().print(text);
    terminal.err().flush();
    byte[] password = readOnce();
    terminal.err().println();
    return password;
  }

  /** Reads one line and returns its octets without the line end. */
  private byte[] readOnce() throws CommandFailedException, IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = terminal.in().read();
        octet >= 0 && octet != '\n';
        octet = terminal.in().read()) {
      if (octet != '\r') {
        line.write(octet);
      }
    }
    if (line.size() == 0 || line.size() > MAX_PASSWORD_LENGTH) {
      throw new CommandFailedException(
          "the password has " + line.size() + " bytes",
          "SOCKS passwords have 1 to " + MAX_PASSWORD_LENGTH + " bytes");
    }
    return line.toByteArray();
  }
}
