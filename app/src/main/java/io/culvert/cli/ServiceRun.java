package io.culvert.cli;

import io.culvert.address.HostPort;
import io.culvert.admin.MetricsEndpoint;
import io.culvert.config.MetricsSettings;
import io.culvert.config.RuntimeSettings;
import io.culvert.metrics.Metrics;
import io.culvert.runtime.Pulse;
import io.culvert.runtime.Supervisor;
import io.culvert.runtime.TaskScope;
import io.culvert.systemd.ServiceManager;
import io.culvert.systemd.SignOfLife;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs a server or a local as a process: binds, logs the address, serves, and drains at the first
 * SIGTERM, SIGINT or SIGHUP. A second signal ends the process at once. Keeps the service manager
 * informed. Not thread-safe.
 */
final class ServiceRun {
  private static final Logger LOG = System.getLogger(ServiceRun.class.getName());

  /**
   * The settings of the process. {@code purpose} completes the log line "listening on ADDRESS for".
   */
  record Plan(
      HostPort listen,
      String purpose,
      Duration drainTimeout,
      MetricsSettings metrics,
      RuntimeSettings runtime) {}

  /** Creates the service with its meters. */
  interface Factory {
    Service make(Metrics metrics) throws IOException;
  }

  private final Plan plan;
  private final ServiceManager manager;
  private final IntConsumer halt;
  private final AtomicInteger signal = new AtomicInteger();

  /**
   * @param environment the environment of the process
   */
  ServiceRun(Plan plan, Map<String, String> environment) {
    this(plan, ServiceManager.of(environment, ProcessHandle.current().pid()), ServiceRun::halt);
  }

  /** Ends the process at once, but for the lines of the log. */
  static void halt(int exitCode) {
    Logging.flush();
    Runtime.getRuntime().halt(exitCode);
  }

  ServiceRun(Plan plan, ServiceManager manager, IntConsumer halt) {
    this.plan = plan;
    this.manager = manager;
    this.halt = halt;
  }

  /** Blocks until the service has ended. */
  int run(Factory factory) throws CommandFailedException, IOException, InterruptedException {
    var scheduling = new Scheduling(plan.runtime());
    Optional<HostPort> listen = plan.metrics().listen();
    if (listen.isEmpty()) {
      return run(factory, new Metrics(), scheduling, () -> {});
    }
    try (MetricsEndpoint endpoint =
        Listening.at(listen.get(), "--metrics.listen", () -> endpoint(listen.get()))) {
      endpoint.start();
      LOG.log(
          Level.INFO,
          "listening on {0} for GET /metrics",
          Listening.text(listen.get(), endpoint.address()));
      return run(factory, endpoint.metrics(), scheduling, endpoint::draining);
    }
  }

  private MetricsEndpoint endpoint(HostPort listen) throws IOException {
    List<String> names = new ArrayList<>(plan.metrics().hosts());
    names.add(listen.host());
    return new MetricsEndpoint(listen.socketAddress(), names, plan.metrics().users());
  }

  private int run(
      Factory factory, Metrics metrics, Scheduling scheduling, Runnable announceDraining)
      throws CommandFailedException, IOException, InterruptedException {
    Service service = factory.make(metrics);
    Listening.at(plan.listen(), "--listen", service.start());
    try (var signals = StopSignals.install(number -> signalled(number, service, announceDraining));
        var errors = FatalErrors.endWith(halt)) {
      LOG.log(
          Level.INFO,
          "listening on {0} for {1}",
          Listening.text(plan.listen(), service.address().get()),
          plan.purpose());
      scheduling.report();
      warnOfRuntime(JavaRuntime.ofProcess());
      serve(service, metrics);
    }
    LOG.log(Level.INFO, "stopped");
    return exitCode(signal.get());
  }

  /**
   * SIGTERM asks for an end, which is no failure. SIGHUP is one, so that a service manager starts
   * the program again, with the configuration as it is then.
   *
   * @param signal 0 if there was none
   */
  private static int exitCode(int signal) {
    return signal == 0 || signal == StopSignals.SIGTERM ? ExitCode.OK : ExitCode.SIGNAL + signal;
  }

  private static void warnOfRuntime(JavaRuntime runtime) {
    if (runtime.losesThreads()) {
      LOG.log(
          Level.WARNING,
          "{0} has a fault that can stop threads for good (JDK-8373120): use an image with 25.0.4 or later",
          runtime.text());
    }
  }

  private void serve(Service service, Metrics metrics) throws InterruptedException {
    try (var scope = TaskScope.open("process")) {
      var supervisor = new Supervisor(scope, () -> service.drain().accept(Duration.ZERO));
      supervisor.fork("heap-return", HeapTrimmer.fromNow(metrics::streamsOpen)::run);
      try (var watchdog = manager.watch(signsOfLife(service, supervisor))) {
        manager.ready();
        service.serve();
      }
      supervisor.check();
    }
  }

  private List<SignOfLife> signsOfLife(Service service, Supervisor supervisor) {
    if (!manager.hasWatchdog()) {
      return List.of();
    }
    var pulse = new Pulse();
    supervisor.fork("pulse", pulse::run);
    return List.of(
        new SignOfLife("the carriers", pulse::age),
        new SignOfLife("the check of time-outs", service.sinceSweep()));
  }

  private void signalled(int number, Service service, Runnable announceDraining) {
    if (!signal.compareAndSet(0, number)) {
      halt.accept(ExitCode.SIGNAL + number);
      return;
    }
    LOG.log(
        Level.INFO,
        "stopping: streams have {0} s to end; a second signal quits at once",
        plan.drainTimeout().toSeconds());
    announceDraining.run();
    manager.stopping();
    service.drain().accept(plan.drainTimeout());
  }
}
