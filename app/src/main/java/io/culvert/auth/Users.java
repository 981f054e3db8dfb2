package io.culvert.auth;

import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A fixed set of users. Immutable. */
public final class Users implements UserDirectory {
  private final Map<UserId, User> byId;

  private Users(Map<UserId, User> byId) {
    this.byId = byId;
  }

  /**
   * @throws IllegalArgumentException if two users share an id
   */
  public static Users of(Collection<User> users) {
    return new Users(
        users.stream()
            .collect(
                Collectors.toUnmodifiableMap(User::id, Function.identity(), (a, b) -> refuse(a))));
  }

  /** Returns a directory of these users. */
  public static Users of(User... users) {
    return of(List.of(users));
  }

  private static User refuse(User user) {
    throw new IllegalArgumentException("two users have the id " + user.id());
  }

  @Override
  public Optional<User> find(UserId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Never calls the listener. */
  @Override
  public void onChange(Consumer<UserChanges> listener) {}

  /** Returns the users that {@code next} removes or changes. */
  UserChanges changesTo(Users next) {
    List<User> removed =
        byId.values().stream().filter(user -> !next.byId.containsKey(user.id())).toList();
    List<User> changed =
        next.byId.values().stream()
            .filter(user -> byId.containsKey(user.id()) && !byId.get(user.id()).equals(user))
            .toList();
    return new UserChanges(removed, changed);
  }
}
