package io.culvert.proxy;

/** The way to a request's target: the outbound that the router chose, not asked yet. */
public interface Dial {
  /** The outbound's name. */
  String outbound();

  /** Asks it, and blocks for its answer. */
  Outcome<Opened> connect() throws InterruptedException;
}
