package io.culvert.cli;

import io.culvert.auth.CredentialException;
import io.culvert.config.ConfigurationException;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A subcommand of the program. */
interface Subcommand {

  /** The subcommand's options, parameters and help text. */
  CommandSpec spec();

  /**
   * Runs the subcommand.
   *
   * @return the exit code
   */
  int run(ParseResult arguments)
      throws ConfigurationException,
          CredentialException,
          CommandFailedException,
          IOException,
          InterruptedException;
}
