package io.culvert.systemd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service manager that started this process, such as systemd. If there is none, or it did not
 * ask for messages, nothing is sent. A message that cannot be sent is logged. Its methods may block
 * and are for platform threads. Thread-safe.
 */
public final class ServiceManager {
  private static final Logger LOG = System.getLogger(ServiceManager.class.getName());
  private static final String ADDRESS = "NOTIFY_SOCKET";
  private static final String WATCHDOG_MICROSECONDS = "WATCHDOG_USEC";
  private static final String WATCHDOG_PID = "WATCHDOG_PID";

  /** Sends one message. */
  interface Sender {
    void send(String message) throws IOException;
  }

  private final Optional<Sender> sender;
  private final Optional<Duration> watchdogTimeout;

  /**
   * @param watchdogTimeout how long the manager waits for a message of the watchdog
   */
  ServiceManager(Optional<Sender> sender, Optional<Duration> watchdogTimeout) {
    this.sender = sender;
    this.watchdogTimeout = watchdogTimeout;
  }

  /**
   * Reads the variables that the manager has set.
   *
   * @param pid the process id of this process
   */
  public static ServiceManager of(Map<String, String> environment, long pid) {
    Optional<Sender> sender =
        Optional.ofNullable(environment.get(ADDRESS))
            .filter(address -> !address.isEmpty())
            .map(ServiceManager::open);
    return new ServiceManager(sender, sender.flatMap(to -> watchdogTimeout(environment, pid)));
  }

  private static Sender open(String address) {
    try {
      return new NotifySocket(address)::send;
    } catch (IOException e) {
      return message -> {
        throw new IOException(e.getMessage(), e);
      };
    }
  }

  private static Optional<Duration> watchdogTimeout(Map<String, String> environment, long pid) {
    String microseconds = environment.getOrDefault(WATCHDOG_MICROSECONDS, "");
    String whose = environment.getOrDefault(WATCHDOG_PID, Long.toString(pid));
    return microseconds.matches("[1-9]\\d{0,17}") && whose.equals(Long.toString(pid))
        ? Optional.of(Duration.of(Long.parseLong(microseconds), ChronoUnit.MICROS))
        : Optional.empty();
  }

  /** Whether the manager restarts the process unless it shows that it lives. */
  public boolean hasWatchdog() {
    return watchdogTimeout.isPresent();
  }

  /** Says that the service has started. */
  public void ready() {
    tell("READY=1");
  }

  /** Says that the service is about to end. */
  public void stopping() {
    tell("STOPPING=1");
  }

  /**
   * Begins to say that the process lives while all signs of life are young, if the manager has a
   * watchdog.
   */
  public Watchdog watch(List<SignOfLife> signs) {
    var watchdog = new Watchdog(signs, () -> tell("WATCHDOG=1"));
    watchdogTimeout.ifPresent(watchdog::start);
    return watchdog;
  }

  private void tell(String message) {
    if (sender.isPresent()) {
      try {
        sender.get().send(message);
      } catch (IOException e) {
        LOG.log(
            Level.WARNING, "the service manager cannot be told {0}: {1}", message, e.getMessage());
      }
    }
  }
}
