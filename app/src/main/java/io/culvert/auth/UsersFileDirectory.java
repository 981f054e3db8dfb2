package io.culvert.auth;

import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The users of a {@link UsersFile} at its last successful reading. {@link #find} never blocks.
 * Thread-safe.
 */
public final class UsersFileDirectory implements UserDirectory {
  private final Path file;
  private final ReentrantLock reloading = new ReentrantLock();
  private final List<Consumer<UserChanges>> listeners = new CopyOnWriteArrayList<>();
  private volatile Users users;

  private UsersFileDirectory(Path file, Users users) {
    this.file = file;
    this.users = users;
  }

  /** Reads the file for the first time. */
  public static UsersFileDirectory read(Path file) throws CredentialException {
    return new UsersFileDirectory(file, UsersFile.read(file));
  }

  @Override
  public Optional<User> find(UserId id) {
    return users.find(id);
  }

  @Override
  public void onChange(Consumer<UserChanges> listener) {
    listeners.add(listener);
  }

  /**
   * Reads the file again, replaces all users atomically and calls the listeners. Blocks until they
   * have returned.
   *
   * @throws CredentialException if the file is invalid; the previous users then remain
   */
  public void reload() throws CredentialException {
    reloading.lock();
    try {
      Users next = UsersFile.read(file);
      UserChanges changes = users.changesTo(next);
      users = next;
      if (!changes.isEmpty()) {
        listeners.forEach(listener -> listener.accept(changes));
      }
    } finally {
      reloading.unlock();
    }
  }
}
