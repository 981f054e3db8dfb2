package io.culvert.wire;

/**
 * Remembers the tags of accepted messages 1, so that each is accepted once. Servers that share a
 * key may share one memory; such an implementation may block. Thread-safe.
 *
 * <p>Tags age by a monotonic clock, and are kept until their minute could no longer be accepted if
 * the wall clock ran on. But it may be set back, as far as you like and as late as you like, and
 * then the minute of a forgotten tag is timely again. No age protects from that. So a memory that
 * forgets a tag keeps its minute, and refuses all messages of that minute and those before. On a
 * clock that runs on they are refused anyway. On one that was set back, a message is accepted at
 * most once all the same: its tag is still remembered, or its minute is refused. A server whose
 * clock was ahead of its users' had accepted nothing of later minutes than theirs, and serves them
 * at once when its clock is corrected.
 */
public interface ReplayMemory {
  /** What is known of a tag. */
  enum Answer {
    /** It is new, and now remembered. Of any number of equal calls at most one is told so. */
    FIRST_TIME,
    SEEN_BEFORE,
    /** It must be refused, since it could be one that was remembered and forgotten. */
    TOO_OLD,
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
   * Whether messages of this minute are too old. It stays so. As with {@link #contains}, false
   * decides nothing.
   *
   * @param minute of Unix time, by the message
   */
  boolean isTooOld(long minute);

  /**
   * Asks about a tag and remembers it. The answer is exact: it depends on all octets of the tag.
   *
   * @param tag 16 octets
   * @param minute of Unix time, by the message
   * @param uptimeMillis now, by the caller's monotonic clock
   * @param untilMillis until when the tag is remembered, inclusive, by the same clock
   */
  Answer remember(byte[] tag, long minute, long uptimeMillis, long untilMillis);
}
