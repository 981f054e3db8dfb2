package io.culvert.proxy;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/** What all sessions of one program share. Thread-safe. */
public final class Engine {
  /**
   * What the operator chose.
   *
   * @param name of the program's role, in log lines
   * @param idleTimeout a stream ends when no octet moves for so long
   * @param associations most UDP associations at once
   * @param earlyYes whether clients are told yes before the outbound has answered
   * @param logTargets whether a session's line names its destination
   */
  public record Options(
      String name, Duration idleTimeout, int associations, boolean earlyYes, boolean logTargets) {}

  private final Router router;
  private final Meters meters;
  private final Options options;
  private final Semaphore associations;
  private final SessionTable sessions = new SessionTable();

  public Engine(Router router, Meters meters, Options options) {
    this.router = router;
    this.meters = meters;
    this.options = options;
    this.associations = new Semaphore(options.associations());
  }

  /**
   * Serves one request to its end, in the calling thread.
   *
   * @param number of the connection that brings it, for its log line
   */
  public void serve(long number, Opening opening) throws InterruptedException {
    new Session(this, number).serve(opening);
  }

  /** The sessions that are open now. */
  public SessionTable sessions() {
    return sessions;
  }

  /** How many UDP associations are open now. */
  public int openAssociations() {
    return options.associations() - associations.availablePermits();
  }

  Router router() {
    return router;
  }

  Meters meters() {
    return meters;
  }

  Options options() {
    return options;
  }

  /** One permit for each UDP association. */
  Semaphore associations() {
    return associations;
  }
}
