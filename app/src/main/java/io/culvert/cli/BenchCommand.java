package io.culvert.cli;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.address.HostPort;
import io.culvert.bench.Bench;
import io.culvert.bench.BenchResult;
import io.culvert.bench.BenchTarget;
import io.culvert.config.ConfigurationException;
import io.culvert.config.LogLevel;
import io.culvert.config.LogSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code culvert bench}: measures a tunnel's throughput and latency. */
final class BenchCommand implements Subcommand {
  private static final String PROXY = "--proxy";
  private static final String TARGET = "--target";
  private static final String SERVE = "--serve";
  private static final String SECONDS = "--seconds";
  private static final String STREAMS = "--streams";
  private static final String JSON = "--json";
  private static final String DEFAULT_TARGET = "127.0.0.1:7007";
  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);
  private static final int MAX_NUMBER = 1000;

  private final Terminal terminal;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public CommandSpec spec() {
    return Specs.command(
            "bench",
            "Measures a tunnel: throughput in both directions, new streams per second, and delays.",
            "Without --proxy it measures a server and a local in this process. With --proxy it measures a "
                + "running local. "
                + "The target is this process, which the server must be able to reach, unless --target names another.")
        .addOption(Specs.option(PROXY, "HOST:PORT", "address of the local to measure"))
        .addOption(
            Specs.option(
                TARGET,
                "HOST:PORT",
                "address of `culvert bench --serve` elsewhere, as the server sees it"))
        .addOption(serve())
        .addOption(
            Specs.option(SECONDS, "N", "length of each of the four measurements (default 3)"))
        .addOption(Specs.option(STREAMS, "N", "number of streams that carry the load (default 4)"))
        .addOption(Specs.flag("print one line of JSON", JSON));
  }

  private static OptionSpec serve() {
    return OptionSpec.builder(SERVE)
        .type(String.class)
        .arity("0..1")
        .fallbackValue(DEFAULT_TARGET)
        .paramLabel("HOST:PORT")
        .description(
            "serve as the target of benches on other machines (default "
                + DEFAULT_TARGET
                + "), until Ctrl-C")
        .build();
  }

  @Override
  public int run(ParseResult arguments)
      throws ConfigurationException, CommandFailedException, IOException, InterruptedException {
    Logging.start(terminal.err(), new LogSettings(LogLevel.WARNING, false));
    if (arguments.hasMatchedOption(SERVE)) {
      return serve(address(arguments, SERVE).orElseThrow());
    }
    Optional<HostPort> proxy = address(arguments, PROXY);
    Optional<HostPort> target = address(arguments, TARGET);
    if (proxy.isEmpty() && target.isPresent()) {
      throw ConfigurationException.of(
          TARGET + " says where to, but not through which local", "give its address: " + PROXY);
    }
    int streams = number(arguments, STREAMS, 4);
    Duration time = Duration.ofSeconds(number(arguments, SECONDS, 3));
    boolean json = Specs.isSet(arguments, JSON);
    if (proxy.isEmpty()) {
      try (Demo demo = new Demo()) {
        demo.listen(demo.localSettings(ANY_PORT.toString()));
        var here = new HostPort("127.0.0.1", demo.proxy().getPort());
        return againstOwnTarget(here, streams, time, json);
      }
    }
    return target.isEmpty()
        ? againstOwnTarget(proxy.get(), streams, time, json)
        : measure(proxy.get(), target.get(), streams, time, json);
  }

  private int serve(HostPort address) throws CommandFailedException, InterruptedException {
    BenchTarget target =
        Listening.at(address, SERVE, () -> new BenchTarget(address.socketAddress()));
    AtomicInteger signal = new AtomicInteger();
    try (target;
        StopSignals signals = StopSignals.install(number -> stop(number, signal, target))) {
      terminal.out().println("Target of benches at " + text(address, target) + "; Ctrl-C ends it.");
      terminal.out().flush();
      target.run();
    }
    return signal.get() == StopSignals.SIGINT ? ExitCode.SIGNAL + StopSignals.SIGINT : ExitCode.OK;
  }

  private static void stop(int number, AtomicInteger signal, BenchTarget target) {
    signal.set(number);
    target.close();
  }

  private int againstOwnTarget(HostPort proxy, int streams, Duration time, boolean json)
      throws CommandFailedException, IOException, InterruptedException {
    var target = new BenchTarget(ANY_PORT.socketAddress());
    Thread serving =
        Thread.ofPlatform().name("bench target").daemon().start(() -> runQuietly(target));
    try (target) {
      return measure(proxy, HostPort.parse(text(ANY_PORT, target)), streams, time, json);
    } finally {
      serving.interrupt();
    }
  }

  private static void runQuietly(BenchTarget target) {
    try {
      target.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the thread ends here
    }
  }

  private static String text(HostPort asked, BenchTarget target) {
    try {
      return Listening.text(asked, target.address());
    } catch (IOException e) {
      return asked.toString();
    }
  }

  private int measure(HostPort proxy, HostPort target, int streams, Duration time, boolean json)
      throws CommandFailedException, InterruptedException {
    BenchResult result;
    try {
      var endpoint = new Endpoint(Address.parse(target.host()), target.port());
      result = new Bench(proxy.socketAddress(), endpoint, streams, time).run();
    } catch (IOException e) {
      throw new CommandFailedException(
          "no stream through " + proxy + " to " + target + ": " + e.getMessage(),
          "start `culvert bench --serve` where the server can reach it and may (targets.allow), and name it: "
              + TARGET);
    }
    var report = new BenchReport(proxy, target, streams, time, result);
    terminal.out().print(json ? report.json() : report.table());
    return result.failures() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static Optional<HostPort> address(ParseResult arguments, String name)
      throws ConfigurationException {
    String text = arguments.matchedOptionValue(name, "");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(HostPort.parse(text));
    } catch (IllegalArgumentException e) {
      throw ConfigurationException.of(name + ": " + e.getMessage(), "allowed is HOST:PORT");
    }
  }

  private static int number(ParseResult arguments, String name, int byDefault)
      throws ConfigurationException {
    String text = arguments.matchedOptionValue(name, Integer.toString(byDefault));
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MAX_NUMBER) {
      throw ConfigurationException.of(
          name + ": \"" + text + "\" is no such number", "allowed is 1 to " + MAX_NUMBER);
    }
    return Integer.parseInt(text);
  }
}
