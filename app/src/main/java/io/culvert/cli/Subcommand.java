package io.culvert.cli;

import io.culvert.auth.CredentialException;
import io.culvert.config.ConfigurationException;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One of the program's subcommands. */
interface Subcommand {

  /** Its options, parameters and help text. */
  CommandSpec spec();

  /**
   * Does its work.
   *
   * @return the exit code
   */
  int run(ParseResult arguments)
      throws ConfigurationException,
          CredentialException,
          Failure,
          IOException,
          InterruptedException;
}
