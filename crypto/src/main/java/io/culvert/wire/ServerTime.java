package io.culvert.wire;

/**
 * One moment of a server, by two clocks. The wall clock is what clients know, and can be set back
 * or ahead at any time. Nobody sets the monotonic one, but it means nothing to others. Immutable.
 *
 * @param unixMillis the wall clock
 * @param uptimeMillis the monotonic clock: how long the server's replay memory has existed
 */
public record ServerTime(long unixMillis, long uptimeMillis) {

  /**
   * When the replay memory began, by the wall clock as it is now. A server whose clock was wrong
   * and is corrected had always started at the right time; so it need not wait until it passes its
   * start once more.
   */
  public long startedAtMillis() {
    return unixMillis - uptimeMillis;
  }
}
