package io.culvert.http;

import java.nio.ByteBuffer;

/** Content of a known length, RFC 9112 section 6.2. For one thread. */
final class ExactFraming implements BodyFraming {
  private long left;

  ExactFraming(long length) {
    this.left = length;
  }

  @Override
  public int accept(ByteBuffer octets) {
    int taken = (int) Math.min(left, octets.remaining());
    left -= taken;
    return taken;
  }

  @Override
  public boolean complete() {
    return left == 0;
  }
}
