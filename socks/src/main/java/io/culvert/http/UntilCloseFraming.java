package io.culvert.http;

import java.nio.ByteBuffer;

/** Content that ends with its connection, RFC 9112 section 6.3 rule 8. */
final class UntilCloseFraming implements BodyFraming {
  @Override
  public int accept(ByteBuffer octets) {
    return octets.remaining();
  }

  @Override
  public boolean complete() {
    return false;
  }
}
