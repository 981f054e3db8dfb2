package io.culvert.socks;

/** CMD, RFC 1928 section 4. Codes without a name stay represented, to be answered 07. */
public record Command(int code) {
  public static final Command CONNECT = new Command(0x01);
  public static final Command BIND = new Command(0x02);
  public static final Command UDP_ASSOCIATE = new Command(0x03);

  public Command {
    if (code < 0 || code > 0xff) {
      throw new IllegalArgumentException("CMD is one octet, not " + code);
    }
  }
}
