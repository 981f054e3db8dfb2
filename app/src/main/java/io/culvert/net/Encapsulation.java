package io.culvert.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What single messages, such as datagrams, travel in. One thread may wrap while another unwraps.
 */
public interface Encapsulation {
  /** Messages travel as they are. */
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
   * The whole message for the peer; takes all that {@code clear} holds.
   *
   * @throws IOException if it is too long to be wrapped
   */
  ByteBuffer wrap(ByteBuffer clear) throws IOException;

  /**
   * What the peer wrapped.
   *
   * @throws IOException if {@code message} is not one whole message of the peer, or a repetition
   */
  ByteBuffer unwrap(ByteBuffer message) throws IOException;
}
