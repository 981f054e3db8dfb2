package io.culvert.identity;

import io.culvert.address.HostPort;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerPublicKey;
import io.culvert.crypto.UserId;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * All that a local needs to know, in one line: {@code culvert://KEYS@HOST:PORT#NAME}, where KEYS is
 * base64url, without padding, of
 *
 * <pre>
 * server public key 32 | user id 8 | preshared key 32
 * </pre>
 *
 * <p>Immutable. {@link #toString} is redacted; {@link #text} is not.
 *
 * @param server the host and port of the server
 * @param serverPublicKey the server's static key
 * @param userId the user's id
 * @param presharedKey the user's secret
 * @param name the user's name; empty if the link has none
 */
public record Link(
    HostPort server,
    ServerPublicKey serverPublicKey,
    UserId userId,
    PresharedKey presharedKey,
    String name) {
  private static final String SCHEME = "culvert://";
  private static final int KEY_LENGTH = 32;
  private static final int KEYS_LENGTH = KEY_LENGTH + UserId.LENGTH + KEY_LENGTH;
  private static final int KEYS_CHARACTERS = KEYS_LENGTH / 3 * 4;

  /**
   * @throws IllegalArgumentException if the port is 0 or the name not one of a user
   */
  public Link {
    if (server.port() == 0) {
      throw new IllegalArgumentException("the link's port is 0");
    }
    if (!name.isEmpty()) {
      User.checkName(name);
    }
  }

  /**
   * Reads a link.
   *
   * @throws IllegalArgumentException saying which part is wrong, without repeating the keys
   */
  public static Link parse(String text) {
    if (!text.startsWith(SCHEME)) {
      throw new IllegalArgumentException("the link does not begin with " + SCHEME);
    }
    int at = text.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException(
          "the link has no @ between keys and server: was it cut short?");
    }
    byte[] keys = decode(text.substring(SCHEME.length(), at));
    String rest = text.substring(at + 1);
    int hash = rest.indexOf('#');
    HostPort server = parseServer(hash < 0 ? rest : rest.substring(0, hash));
    return of(server, ByteBuffer.wrap(keys), hash < 0 ? "" : rest.substring(hash + 1));
  }

  private static byte[] decode(String keys) {
    if (keys.length() != KEYS_CHARACTERS) {
      throw new IllegalArgumentException(
          "the link's keys have %d characters, not %d".formatted(keys.length(), KEYS_CHARACTERS));
    }
    if (!keys.matches("[A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException("the link's keys have a character that is not base64url");
    }
    return Base64.getUrlDecoder().decode(keys);
  }

  private static HostPort parseServer(String text) {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the link's server is wrong: " + e.getMessage(), e);
    }
  }

  private static Link of(HostPort server, ByteBuffer keys, String name) {
    return new Link(
        server,
        ServerPublicKey.of(take(keys, KEY_LENGTH)),
        UserId.of(take(keys, UserId.LENGTH)),
        PresharedKey.of(take(keys, KEY_LENGTH)),
        name);
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  /** The line itself, secrets included: for the user's eyes only. */
  public String text() {
    byte[] keys =
        ByteBuffer.allocate(KEYS_LENGTH)
            .put(serverPublicKey.bytes())
            .put(userId.bytes())
            .put(presharedKey.bytes())
            .array();
    return SCHEME
        + Base64.getUrlEncoder().withoutPadding().encodeToString(keys)
        + "@"
        + whereAndWho();
  }

  private String whereAndWho() {
    return name.isEmpty() ? server.toString() : server + "#" + name;
  }

  /** The line without its keys. */
  @Override
  public String toString() {
    return SCHEME + "redacted@" + whereAndWho();
  }
}
