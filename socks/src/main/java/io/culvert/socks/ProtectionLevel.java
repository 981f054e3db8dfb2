package io.culvert.socks;

/** A protection level, RFC 1961 section 4.2. Codes without a name stay represented. */
public record ProtectionLevel(int code) {
  /**
   * Authentication only. Not in the RFC; what curl and the NEC reference implementation ask for.
   */
  public static final ProtectionLevel NONE = new ProtectionLevel(0x00);

  /** Every message is protected against change, and none is confidential. */
  public static final ProtectionLevel INTEGRITY = new ProtectionLevel(0x01);

  /** Every message is confidential. */
  public static final ProtectionLevel CONFIDENTIALITY = new ProtectionLevel(0x02);

  /** Every message is protected against change; its sender chooses whether it is confidential. */
  public static final ProtectionLevel SELECTIVE = new ProtectionLevel(0x03);

  public ProtectionLevel {
    if (code < 0 || code > 0xff) {
      throw new IllegalArgumentException("a protection level is one octet, not " + code);
    }
  }
}
