package io.culvert.cli;

import io.culvert.config.ConfigurationException;
import io.culvert.config.LocalSettings;
import io.culvert.config.LogLevel;
import io.culvert.config.LogSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code culvert demo}: runs the whole path on this machine and prints a command to try it. */
final class DemoCommand implements Subcommand {
  private static final String LISTEN = "--listen";
  private static final String ONCE = "--once";
  private static final String VERBOSE = "--verbose";
  private static final String DEFAULT_LISTEN = "127.0.0.1:1080";
  private static final String ANY_PORT = "127.0.0.1:0";

  private final Terminal terminal;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    return Specs.command(
            "demo",
            "Runs a server, a local and a web page in one process, and prints a command to try.",
            "Everything stays on 127.0.0.1. The demo tests itself with one request, then waits for Ctrl-C.")
        .addOption(
            Specs.option(
                LISTEN,
                "HOST:PORT",
                "address for SOCKS clients (default "
                    + DEFAULT_LISTEN
                    + ", or a free port if that is in use)"))
        .addOption(Specs.flag("end after the self-test", ONCE, "--self-test"))
        .addOption(Specs.flag("log more", "-v", VERBOSE));
  }

  @Override
  public int run(ParseResult arguments)
      throws ConfigurationException, CommandFailedException, IOException, InterruptedException {
    boolean verbose = Specs.isSet(arguments, VERBOSE);
    Logging.start(
        terminal.err(), new LogSettings(verbose ? LogLevel.DEBUG : LogLevel.WARNING, false));
    AtomicInteger signal = new AtomicInteger();
    CountDownLatch stopped = new CountDownLatch(1);
    try (Demo demo = new Demo();
        StopSignals signals = StopSignals.install(number -> stop(number, signal, stopped))) {
      listen(demo, arguments.matchedOptionValue(LISTEN, ""));
      selfTest(demo);
      if (!Specs.isSet(arguments, ONCE)) {
        invite(demo);
        stopped.await();
      }
    }
    return signal.get() == StopSignals.SIGINT ? ExitCode.SIGNAL + StopSignals.SIGINT : ExitCode.OK;
  }

  private static void stop(int number, AtomicInteger signal, CountDownLatch stopped) {
    if (!signal.compareAndSet(0, number)) {
      ServiceRun.halt(ExitCode.SIGNAL + number);
    }
    stopped.countDown();
  }

  private void listen(Demo demo, String given)
      throws ConfigurationException, CommandFailedException, IOException {
    if (!given.isEmpty()) {
      LocalSettings settings = demo.localSettings(given);
      Listening.at(settings.listen(), LISTEN, () -> demo.listen(settings));
      return;
    }
    try {
      demo.listen(demo.localSettings(DEFAULT_LISTEN));
    } catch (BindException e) {
      terminal.out().println(DEFAULT_LISTEN + " is in use, so the demo takes another port.");
      demo.listen(demo.localSettings(ANY_PORT));
    }
  }

  private void selfTest(Demo demo) throws CommandFailedException, IOException {
    long start = System.nanoTime();
    if (!demo.passesSelfTest()) {
      throw new CommandFailedException(
          "the self-test did not get the target's page",
          "run it again with --verbose and report what it prints");
    }
    PrintStream out = terminal.out();
    out.println(
        "SOCKS clients -> local "
            + Listening.text(demo.proxy())
            + " -> server "
            + Listening.text(demo.server())
            + " -> target "
            + Listening.text(demo.target()));
    out.printf(
        "Self-test: the target's page came through the tunnel in %d ms.%n",
        (System.nanoTime() - start) / 1_000_000);
  }

  private void invite(Demo demo) throws IOException {
    terminal
        .out()
        .printf(
            """

            Try it in another terminal:

              curl --socks5-hostname %s http://%s/

            Ctrl-C ends the demo.
            """,
            Listening.text(demo.proxy()), Listening.text(demo.target()));
    terminal.out().flush();
  }
}
