package io.culvert.socks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that gives one octet a read, as a slow network does. */
final class ByteByByte extends InputStream {
  private final InputStream in;

  ByteByByte(byte[] octets) {
    in = new ByteArrayInputStream(octets);
  }

  @Override
  public int read() throws IOException {
    return in.read();
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    return in.read(to, offset, Math.min(1, length));
  }
}
