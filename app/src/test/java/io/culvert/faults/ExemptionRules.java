package io.culvert.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What spares a connection's first packet from being blocked as fully encrypted: the rules Ex1 to
 * Ex5 that Wu et al. inferred, "How the Great Firewall of China Detects and Blocks Fully Encrypted
 * Traffic", USENIX Security 2023, section 4. One of them is enough.
 */
final class ExemptionRules {
  private static final List<String> METHODS = List.of("GET ", "PUT ", "POST ", "HEAD ");

  private ExemptionRules() {}

  static boolean exempt(byte[] packet) {
    return popcount(packet)
        || printableStart(packet)
        || mostlyPrintable(packet)
        || printableRun(packet)
        || tlsOrHttp(packet);
  }

  /** Ex1: on average at most 3.4 bits of a byte are set, or at least 4.6. */
  static boolean popcount(byte[] packet) {
    int set = 0;
    for (byte b : packet) {
      set += Integer.bitCount(b & 0xff);
    }
    return 10 * set <= 34 * packet.length || 10 * set >= 46 * packet.length;
  }

  /** Ex2: the first six bytes, or more, are printable. */
  static boolean printableStart(byte[] packet) {
    return longestRun(packet, 0) >= 6;
  }

  /** Ex3: more than half of the bytes are printable. */
  static boolean mostlyPrintable(byte[] packet) {
    int printable = 0;
    for (byte b : packet) {
      printable += printable(b) ? 1 : 0;
    }
    return 2 * printable > packet.length;
  }

  /** Ex4: more than 20 bytes in a row are printable. */
  static boolean printableRun(byte[] packet) {
    for (int i = 0; i < packet.length; i++) {
      if (longestRun(packet, i) > 20) {
        return true;
      }
    }
    return false;
  }

  /** Ex5: a TLS record of a handshake or of data, version 3.0 to 3.9; or a method of HTTP. */
  static boolean tlsOrHttp(byte[] packet) {
    if (packet.length >= 3 && (packet[0] == 0x16 || packet[0] == 0x17)) {
      return packet[1] == 0x03 && packet[2] >= 0 && packet[2] <= 9;
    }
    var text = new String(packet, StandardCharsets.ISO_8859_1);
    return METHODS.stream().anyMatch(text::startsWith);
  }

  private static int longestRun(byte[] packet, int from) {
    int to = from;
    while (to < packet.length && printable(packet[to])) {
      to++;
    }
    return to - from;
  }

  private static boolean printable(byte b) {
    return b >= 0x20 && b <= 0x7e;
  }
}
