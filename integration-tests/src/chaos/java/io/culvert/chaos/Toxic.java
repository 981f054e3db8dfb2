package io.culvert.chaos;

import java.util.SplittableRandom;

/**
 * A fault that is injected into one direction. Immutable: each connection gets a flow of its own,
 * which counts from the moment that the toxic was set.
 */
@FunctionalInterface
public interface Toxic {
  /** No harm. */
  Toxic NONE = (next, random) -> next;

  /**
   * @param next what lies behind, towards the receiver
   * @param random the connection's own, from the relay's seed
   */
  Flow over(Flow next, SplittableRandom random);

  /** This one, and behind it another. */
  default Toxic then(Toxic behind) {
    return (next, random) -> over(behind.over(next, random.split()), random.split());
  }
}
