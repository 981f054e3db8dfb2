package io.culvert.wire;

/**
 * Remembers the tags of accepted messages 1, so that each is accepted once. Servers that share a
 * key may share one memory; such an implementation may block. Thread-safe.
 */
public interface ReplayMemory {
  /** What is known of a tag. */
  enum Answer {
    /** It is new, and now remembered. Of any number of equal calls at most one is told so. */
    FIRST_TIME,
    SEEN_BEFORE,
    /** It is not remembered and must be refused, since it could not be recognized later. */
    NO_ROOM
  }

  /**
   * Whether a tag is known to be remembered, for an early refusal. False decides nothing: a memory
   * that is shared need not ask its others.
   *
   * @param tag 16 octets
   */
  boolean contains(byte[] tag);

  /**
   * Asks about a tag and remembers it. The answer is exact: it depends on all octets of the tag.
   *
   * @param tag 16 octets
   * @param nowMillis Unix time
   * @param untilMillis Unix time until which the tag is remembered, inclusive
   */
  Answer remember(byte[] tag, long nowMillis, long untilMillis);
}
