package io.culvert.auth;

import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.util.Optional;
import java.util.function.Consumer;

/** The users of a server, as they are now. Thread-safe. */
public interface UserDirectory {
  /** The user whom a handshake names; may block. */
  Optional<User> find(UserId id);

  /**
   * Has a listener told of each change from now on, after {@link #find} has begun to give the new
   * users. A user who was found just before may still be on the way to a session: whoever registers
   * a session looks the user up once more afterwards.
   *
   * @param listener called by the thread that makes the change, one call at a time
   */
  void onChange(Consumer<UserChanges> listener);
}
