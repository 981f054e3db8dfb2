package io.culvert.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * What Proxy-Authorization holds in the scheme of RFC 7617: base64 of {@code user-id ":" password}.
 * The password is not copied, so that its owner can wipe it.
 */
public record BasicCredentials(String user, byte[] password) {
  private static final String SCHEME = "basic ";

  /** Empty for another scheme, and for what is not in this one's form. */
  static Optional<BasicCredentials> parse(String value) {
    if (!value.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Optional.empty();
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(Tokens.trim(value.substring(SCHEME.length())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Optional<BasicCredentials> credentials = split(decoded);
    Arrays.fill(decoded, (byte) 0);
    return credentials;
  }

  private static Optional<BasicCredentials> split(byte[] decoded) {
    for (int i = 0; i < decoded.length; i++) {
      if (decoded[i] == ':') {
        String user = new String(decoded, 0, i, StandardCharsets.UTF_8);
        return Optional.of(
            new BasicCredentials(user, Arrays.copyOfRange(decoded, i + 1, decoded.length)));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "BasicCredentials[redacted]";
  }
}
