package io.culvert.auth;

import io.culvert.auth.CredentialException.Line;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.UserId;
import io.culvert.identity.User;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The file with a server's users, one per line: name, id as 16 hexadecimal digits, and key as 32
 * bytes in base64url, separated by blanks. Empty lines and lines that begin with {@code #} are
 * ignored.
 */
public final class UsersFile {
  private static final String FORM =
      "a line is: NAME, ID in 16 hexadecimal digits, KEY in 43 base64url characters";

  private UsersFile() {}

  /**
   * Creates the file, accessible only by its owner.
   *
   * @throws IOException if it exists already, or cannot be written
   */
  public static void create(Path file, User user) throws IOException {
    String key =
        Base64.getUrlEncoder().withoutPadding().encodeToString(user.presharedKey().bytes());
    String header =
        "# One user per line: name, id, key. Take out a line to shut its user out at the next start.\n";
    SecretFile.create(file, header + user.name() + " " + user.id() + " " + key + "\n");
  }

  /** Reads the file. It must contain at least one user, and no name or id twice. */
  public static Users read(Path file) throws CredentialException {
    List<String> lines = SecretFile.lines(file);
    Map<Object, Integer> seen = new HashMap<>();
    List<User> users = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        Line place = new Line(file, i + 1);
        User user = parse(place, line);
        refuseSecond(place, seen, user.name());
        refuseSecond(place, seen, user.id());
        users.add(user);
      }
    }
    if (users.isEmpty()) {
      throw CredentialException.in(file, "names no user", FORM);
    }
    return Users.of(users);
  }

  private static User parse(Line place, String line) throws CredentialException {
    String[] fields = line.split("\\s+");
    if (fields.length != 3) {
      throw CredentialException.in(place, "has " + fields.length + " fields, not 3", FORM);
    }
    return new User(name(place, fields[0]), id(place, fields[1]), key(place, fields[2]));
  }

  private static String name(Line place, String name) throws CredentialException {
    try {
      User.checkName(name);
      return name;
    } catch (IllegalArgumentException e) {
      throw CredentialException.in(place, e.getMessage(), FORM);
    }
  }

  private static UserId id(Line place, String digits) throws CredentialException {
    try {
      return UserId.of(HexFormat.of().parseHex(digits));
    } catch (IllegalArgumentException e) {
      throw CredentialException.in(place, "the id is not 16 hexadecimal digits", FORM);
    }
  }

  private static PresharedKey key(Line place, String text) throws CredentialException {
    try {
      return PresharedKey.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw CredentialException.in(place, "the key is not 32 bytes in base64url", FORM);
    }
  }

  private static void refuseSecond(Line place, Map<Object, Integer> seen, Object nameOrId)
      throws CredentialException {
    Integer first = seen.putIfAbsent(nameOrId, place.number());
    if (first != null) {
      throw CredentialException.in(
          place,
          nameOrId + " stands in line " + first + " already",
          "each name and each id stands once");
    }
  }
}
