package io.culvert.identity;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.UserId;
import java.util.regex.Pattern;

/**
 * One user of a server. Immutable.
 *
 * @param name what log and link call the user: 1 to 64 letters, digits, dots, hyphens, underscores
 * @param id what the wire calls the user
 * @param presharedKey the user's secret
 */
public record User(String name, UserId id, PresharedKey presharedKey) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * @throws IllegalArgumentException if the name has another form
   */
  public User {
    checkName(name);
  }

  /**
   * @throws IllegalArgumentException if {@code name} cannot be a user's
   */
  public static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a user's name has 1 to 64 letters, digits, dots, hyphens or underscores");
    }
  }
}
