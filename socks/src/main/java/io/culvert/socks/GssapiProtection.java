package io.culvert.socks;

/** How a local answers the protection level that a GSSAPI client proposes, RFC 1961 section 4. */
public enum GssapiProtection {
  /** What the client proposes. */
  PROPOSED("proposed"),
  /** None, whatever the client proposes: for clients that cannot do what they propose. */
  NONE("none"),
  /** What the client proposes, but at least integrity. */
  INTEGRITY("integrity"),
  /** Confidentiality, whatever the client proposes. */
  CONFIDENTIALITY("confidentiality");

  private final String word;

  GssapiProtection(String word) {
    this.word = word;
  }

  /** The word of the configuration. */
  public String word() {
    return word;
  }

  /** The level to agree on. */
  public ProtectionLevel answer(ProtectionLevel proposed) {
    return switch (this) {
      case NONE -> ProtectionLevel.NONE;
      case CONFIDENTIALITY -> ProtectionLevel.CONFIDENTIALITY;
      case PROPOSED -> known(proposed);
      case INTEGRITY ->
          proposed.equals(ProtectionLevel.NONE) ? ProtectionLevel.INTEGRITY : known(proposed);
    };
  }

  private static ProtectionLevel known(ProtectionLevel proposed) {
    return proposed.code() > ProtectionLevel.SELECTIVE.code()
        ? ProtectionLevel.INTEGRITY
        : proposed;
  }
}
