package io.culvert.socks;

import io.culvert.address.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * RFC 1928 section 7: {@code RSV 2 | FRAG 1 | ATYP 1 | DST.ADDR | DST.PORT 2}, in front of each
 * datagram's DATA.
 *
 * @param frag 0 for a datagram that stands alone, 1 to 127 for a fragment, with the high bit for
 *     the last
 */
public record UdpHeader(int frag, Endpoint endpoint) {
  private static final int FIXED_LENGTH = 3;

  public UdpHeader {
    if (frag < 0 || frag > 0xff) {
      throw new IllegalArgumentException("FRAG is one octet, not " + frag);
    }
  }

  /**
   * Reads the header and leaves the buffer at DATA.
   *
   * @throws IOException if the datagram is too short or its header impossible: it is to be dropped
   *     in silence
   */
  public static UdpHeader readFrom(ByteBuffer datagram) throws IOException {
    if (datagram.remaining() < FIXED_LENGTH) {
      throw new EOFException("a datagram ends within its header");
    }
    datagram.getShort();
    int frag = datagram.get() & 0xff;
    return new UdpHeader(frag, Endpoint.readFrom(datagram));
  }

  public byte[] octets() {
    byte[] address = endpoint.octets();
    return ByteBuffer.allocate(FIXED_LENGTH + address.length)
        .putShort((short) 0)
        .put((byte) frag)
        .put(address)
        .array();
  }
}
