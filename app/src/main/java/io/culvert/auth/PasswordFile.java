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
 * The users of a local and their password hashes, read from a file of lines {@code name:hash}.
 * Empty lines and lines that begin with {@code #} are ignored. Thread-safe.
 *
 * <p>An unknown name takes the same time as a known one. A correct pair is cached as a keyed
 * digest, so that only the first connection pays for the slow hash; every wrong pair pays for it.
 */
public final class PasswordFile {
  private static final int MAX_NAME_LENGTH = 255;

  /** A rehearsal is as long as the hash of one password, in slices that a login waits for. */
  private static final int REHEARSAL_SLICES = 12;

  private static final String HINT = "lines are NAME:HASH, as `culvert password NAME` prints them";

  private final Map<String, PasswordHash> hashes;
  private final PasswordHash nobody;
  private final PasswordHash slice;
  private final RememberedPasswords remembered;
  private final Blocking hashing = Blocking.ofCores("password hash");
  private final LoginThrottle throttle = new LoginThrottle();

  private PasswordFile(Map<String, PasswordHash> hashes, SecureRandom random) {
    this.hashes = Map.copyOf(hashes);
    int iterations =
        hashes.values().stream().mapToInt(PasswordHash::iterations).max().orElseThrow();
    this.nobody = PasswordHash.unmatchable(iterations, random);
    this.slice = PasswordHash.unmatchable(PasswordHash.ITERATIONS / REHEARSAL_SLICES, random);
    this.remembered = new RememberedPasswords(random);
  }

  /** Reads the file. It must contain at least one user, and no name twice. */
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
   * @throws IllegalArgumentException if {@code name} cannot be written to the file, or is not 1 to
   *     255 octets long (RFC 1929)
   */
  public static void checkName(String name) {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException("a SOCKS user's name has 1 to 255 bytes, not " + length);
    }
    if (name.startsWith("#") || !name.matches("[^\\p{Cntrl}\\s:]+")) {
      throw new IllegalArgumentException(
          "the name has a blank, a colon or a control character, or begins with #");
    }
  }

  /** Returns a line of the file. */
  public static String line(String name, byte[] password, SecureRandom random) {
    return name + ":" + PasswordHash.of(password, PasswordHash.ITERATIONS, random).text();
  }

  /**
   * Hashes nothing for a while, so that the JVM has compiled the hash before the first user logs
   * in; a hash that is not compiled takes three times as long. A login waits for one slice at most.
   */
  public void rehearse() throws InterruptedException {
    for (int i = 0; i < REHEARSAL_SLICES; i++) {
      hashing.call(() -> slice.matches(new byte[1]));
    }
  }

  /**
   * Returns the authenticator for clients of this host. Wrong passwords delay only clients of the
   * same host.
   */
  public Authenticator forClientsOf(InetAddress host) {
    return new Authenticator.Passwords((user, password) -> verify(host, user, password));
  }

  /**
   * Checks a pair. Unless the pair is cached, blocks for the throttle and for one slow hash;
   * returns false if interrupted meanwhile.
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
