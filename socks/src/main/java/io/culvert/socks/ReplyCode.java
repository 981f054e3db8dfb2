package io.culvert.socks;

/** REP, RFC 1928 section 6. Codes 09..FF are unassigned and stay represented. */
public record ReplyCode(int code) {
  public static final ReplyCode SUCCEEDED = new ReplyCode(0x00);
  public static final ReplyCode GENERAL_SOCKS_SERVER_FAILURE = new ReplyCode(0x01);
  public static final ReplyCode CONNECTION_NOT_ALLOWED_BY_RULESET = new ReplyCode(0x02);
  public static final ReplyCode NETWORK_UNREACHABLE = new ReplyCode(0x03);
  public static final ReplyCode HOST_UNREACHABLE = new ReplyCode(0x04);
  public static final ReplyCode CONNECTION_REFUSED = new ReplyCode(0x05);
  public static final ReplyCode TTL_EXPIRED = new ReplyCode(0x06);
  public static final ReplyCode COMMAND_NOT_SUPPORTED = new ReplyCode(0x07);
  public static final ReplyCode ADDRESS_TYPE_NOT_SUPPORTED = new ReplyCode(0x08);

  public ReplyCode {
    if (code < 0 || code > 0xff) {
      throw new IllegalArgumentException("REP is one octet, not " + code);
    }
  }

  public boolean succeeded() {
    return code == 0;
  }
}
