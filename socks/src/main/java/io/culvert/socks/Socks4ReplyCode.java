package io.culvert.socks;

/** CD of a SOCKS 4 reply. Codes without a name stay represented. */
public record Socks4ReplyCode(int code) {
  public static final Socks4ReplyCode GRANTED = new Socks4ReplyCode(90);
  public static final Socks4ReplyCode REJECTED_OR_FAILED = new Socks4ReplyCode(91);
  public static final Socks4ReplyCode USERID_NOT_CONFIRMED = new Socks4ReplyCode(93);

  public Socks4ReplyCode {
    if (code < 0 || code > 0xff) {
      throw new IllegalArgumentException("CD is one octet, not " + code);
    }
  }

  /** Version 4 has one word for every failure that RFC 1928 tells apart. */
  public static Socks4ReplyCode of(ReplyCode code) {
    return code.succeeded() ? GRANTED : REJECTED_OR_FAILED;
  }
}
