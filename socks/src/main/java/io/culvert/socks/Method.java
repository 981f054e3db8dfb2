package io.culvert.socks;

/**
 * METHOD, RFC 1928 section 3. What has no name here is IANA assigned (03..7F) or private (80..FE).
 */
public record Method(int code) {
  public static final Method NO_AUTHENTICATION_REQUIRED = new Method(0x00);
  public static final Method GSSAPI = new Method(0x01);
  public static final Method USERNAME_PASSWORD = new Method(0x02);
  public static final Method NO_ACCEPTABLE_METHODS = new Method(0xff);

  public Method {
    if (code < 0 || code > 0xff) {
      throw new IllegalArgumentException("METHOD is one octet, not " + code);
    }
  }
}
