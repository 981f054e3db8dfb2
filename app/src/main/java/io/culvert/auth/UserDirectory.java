package io.culvert.auth;

import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.util.Optional;
import java.util.function.Consumer;

/** The current users of a server. Thread-safe. */
public interface UserDirectory {
  /** Returns the user with this id, if there is one. May block. */
  Optional<User> find(UserId id);

  /**
   * Registers a listener for changes. It is called after {@link #find} has begun to return the new
   * users. A user found just before a change may still be about to open a session; code that
   * registers a session must therefore look the user up again afterwards.
   *
   * @param listener called in the thread that makes the change; calls do not overlap
   */
  void onChange(Consumer<UserChanges> listener);
}
