package io.culvert.proxy;

/**
 * What fulfils requests: directly, or through a server of its own. Thread-safe. An interrupt ends a
 * wait; nothing is left of what was begun then.
 */
public interface Outbound extends AutoCloseable {
  /** Its name in rules, logs and the table of sessions. */
  String name();

  /**
   * Blocks until the target is connected.
   *
   * @param early what the client sends before the answer, for outbounds that can carry it along
   */
  Outcome<Opened> connect(Request request, EarlyData early) throws InterruptedException;

  /** Blocks until somebody listens for BIND's peer. */
  Outcome<Listening> listen(Request request) throws InterruptedException;

  /** Blocks until datagrams can be sent. */
  Outcome<Association> associate(Request request) throws InterruptedException;

  @Override
  default void close() {}
}
