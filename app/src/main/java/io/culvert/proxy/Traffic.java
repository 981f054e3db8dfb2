package io.culvert.proxy;

/** Counts payload octets, without padding and tags. Thread-safe. */
public interface Traffic {
  /** From a client to its target. */
  void upstream(long octets);

  /** From a target to its client. */
  void downstream(long octets);
}
