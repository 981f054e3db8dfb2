package io.culvert.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An encapsulation of single messages, such as datagrams. One thread may wrap while another
 * unwraps.
 */
public interface Encapsulation {
  /** Leaves messages unchanged. */
  Encapsulation NONE =
      new Encapsulation() {
        @Override
        public ByteBuffer wrap(ByteBuffer clear) {
          return clear;
        }

        @Override
        public ByteBuffer unwrap(ByteBuffer message) {
          return message;
        }
      };

  /**
   * Returns the message for the peer; consumes all of {@code clear}.
   *
   * @throws IOException if {@code clear} is too long
   */
  ByteBuffer wrap(ByteBuffer clear) throws IOException;

  /**
   * Returns the payload that the peer wrapped.
   *
   * @throws IOException if {@code message} is not exactly one message of the peer, or is a replay
   */
  ByteBuffer unwrap(ByteBuffer message) throws IOException;
}
