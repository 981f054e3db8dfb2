package io.culvert.auth;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A server's users, found by the id that a handshake names. Immutable. */
public final class Users {
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

  /** Some users, named one by one. */
  public static Users of(User... users) {
    return of(List.of(users));
  }

  private static User refuse(User user) {
    throw new IllegalArgumentException("two users have the id " + user.id());
  }

  /** The user with this id; empty if there is none. */
  public Optional<User> find(UserId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The secret of the user with this id; empty if there is none. */
  public Optional<PresharedKey> presharedKey(UserId id) {
    return Optional.ofNullable(byId.get(id)).map(User::presharedKey);
  }

  /** The name of the user with this id, for the log; the id itself if there is no such user. */
  public String name(UserId id) {
    return Optional.ofNullable(byId.get(id)).map(User::name).orElseGet(id::toString);
  }

  /** How many users there are. */
  public int size() {
    return byId.size();
  }
}
