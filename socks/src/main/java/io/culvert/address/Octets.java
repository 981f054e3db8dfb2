package io.culvert.address;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Exact reads: never an octet more than the message has, and an end in the middle of a message is
 * an EOFException.
 */
public final class Octets {
  private Octets() {}

  public static int read(InputStream in) throws IOException {
    int octet = in.read();
    if (octet < 0) {
      throw new EOFException("the client left in the middle of a message");
    }
    return octet;
  }

  public static int readShort(InputStream in) throws IOException {
    int high = read(in) << 8;
    return high | read(in);
  }

  public static byte[] read(InputStream in, int length) throws IOException {
    byte[] octets = in.readNBytes(length);
    if (octets.length < length) {
      throw new EOFException("the client left in the middle of a message");
    }
    return octets;
  }
}
