package io.culvert.address;

import java.util.Optional;

/** ATYP, RFC 1928 section 5. */
public enum AddressType {
  IPV4(0x01),
  DOMAINNAME(0x03),
  IPV6(0x04);

  private final int code;

  AddressType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  static Optional<AddressType> of(int code) {
    return switch (code) {
      case 0x01 -> Optional.of(IPV4);
      case 0x03 -> Optional.of(DOMAINNAME);
      case 0x04 -> Optional.of(IPV6);
      default -> Optional.empty();
    };
  }
}
