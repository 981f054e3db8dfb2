package io.culvert.auth;

import io.culvert.auth.CredentialException.Line;
import io.culvert.runtime.Blocking;
import io.culvert.socks.Authenticator;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The SOCKS users of a local and their password hashes, from a file of lines {@code name:hash};
 * empty lines and lines that begin with {@code #} do not count. Thread-safe.
 *
 * <p>A name that is not in the file costs the same work as one that is. A pair that was right is
 * remembered, under a key that this process made up, so that only its first connection pays the
 * slow hash; a wrong one pays it always.
 */
public final class PasswordFile {
  private static final int LONGEST_NAME = 255;
  private static final String HINT = "lines are NAME:HASH, as `culvert password NAME` prints them";

  private final Map<String, PasswordHash> hashes;
  private final PasswordHash nobody;
  private final RememberedPasswords remembered;
  private final Blocking hashing = Blocking.ofCores("password hash");
  private final LoginThrottle throttle = new LoginThrottle();

  private PasswordFile(Map<String, PasswordHash> hashes, SecureRandom random) {
    this.hashes = Map.copyOf(hashes);
    int iterations =
        hashes.values().stream().mapToInt(PasswordHash::iterations).max().orElseThrow();
    this.nobody = PasswordHash.unmatchable(iterations, random);
    this.remembered = new RememberedPasswords(random);
  }

  /** Reads the file; it must name at least one user, and each only once. */
  public static PasswordFile read(Path file) throws CredentialException {
    List<String> lines = SecretFile.lines(file);
    Map<String, PasswordHash> hashes = new HashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(hashes, new Line(file, i + 1), line);
      }
    }
    if (hashes.isEmpty()) {
      throw CredentialException.in(file, "names no user", HINT);
    }
    return new PasswordFile(hashes, new SecureRandom());
  }

  private static void add(Map<String, PasswordHash> hashes, Line place, String line)
      throws CredentialException {
    int colon = line.lastIndexOf(':');
    if (colon < 1) {
      throw CredentialException.in(place, "has no name before a colon", HINT);
    }
    try {
      checkName(line.substring(0, colon));
      if (hashes.put(line.substring(0, colon), PasswordHash.parse(line.substring(colon + 1)))
          != null) {
        throw new IllegalArgumentException("the name stands here a second time");
      }
    } catch (IllegalArgumentException e) {
      throw CredentialException.in(place, e.getMessage(), HINT);
    }
  }

  /**
   * @throws IllegalArgumentException if {@code name} cannot stand in the file, or is no SOCKS
   *     user's (RFC 1929: 1 to 255 octets)
   */
  public static void checkName(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > LONGEST_NAME) {
      throw new IllegalArgumentException("a SOCKS user's name has 1 to 255 bytes, not " + length);
    }
    if (name.startsWith("#") || !name.matches("[^\\p{Cntrl}\\s:]+")) {
      throw new IllegalArgumentException(
          "the name has a blank, a colon or a control character, or begins with #");
    }
  }

  /** A line of the file. */
  public static String line(String name, byte[] password, SecureRandom random) {
    return name + ":" + PasswordHash.of(password, PasswordHash.ITERATIONS, random).text();
  }

  /** Who may use the proxy from this host, whose wrong answers cost its own clients time. */
  public Authenticator forClientsOf(InetAddress host) {
    return new Authenticator.Passwords((user, password) -> verify(host, user, password));
  }

  /**
   * Blocks for its turn and the time of one slow hash unless the pair is remembered; false if
   * interrupted meanwhile.
   */
  private boolean verify(InetAddress host, String user, byte[] password) {
    byte[] pair = remembered.digest(user, password);
    if (remembered.contains(user, pair)) {
      return true;
    }
    boolean right = throttle.test(host, user, () -> matches(user, password));
    if (right) {
      remembered.add(user, pair);
    }
    return right;
  }

  private boolean matches(String user, byte[] password) {
    PasswordHash hash = hashes.getOrDefault(user, nobody);
    try {
      return hashing.call(() -> hash.matches(password)) && hashes.containsKey(user);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
