package io.culvert.auth;

import io.culvert.identity.User;
import java.util.List;

/**
 * The difference between two states of a server's users. Immutable.
 *
 * @param removed the removed users, in their old state
 * @param changed users with the same id and another name or key, in their new state
 */
public record UserChanges(List<User> removed, List<User> changed) {

  /** Copies its lists. */
  public UserChanges {
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /** Whether no user was removed or changed; users may have been added. */
  public boolean isEmpty() {
    return removed.isEmpty() && changed.isEmpty();
  }
}
