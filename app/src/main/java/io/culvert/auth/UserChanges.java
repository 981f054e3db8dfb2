package io.culvert.auth;

import io.culvert.identity.User;
import java.util.List;

/**
 * What happened to the users of a server, all at once. Immutable.
 *
 * @param removed users who are there no longer, as they were
 * @param changed users who kept their id and have another name or key, as they are now
 */
public record UserChanges(List<User> removed, List<User> changed) {

  /** Copies its lists. */
  public UserChanges {
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /** Whether everybody who was there is there unchanged; there may be new users. */
  public boolean isEmpty() {
    return removed.isEmpty() && changed.isEmpty();
  }
}
