/**
 * The command line: subcommands, exit codes, and the text on standard output and error.
 *
 * <p>This package must not know how the tunnel works: it turns arguments into settings, starts a
 * server or a local, and stops it. No other package prints or exits.
 */
package io.culvert.cli;
