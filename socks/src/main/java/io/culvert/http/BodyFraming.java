package io.culvert.http;

import java.nio.ByteBuffer;

/**
 * Tells, as a message's content passes, which octets belong to it: what follows is another message.
 * For one thread.
 */
public sealed interface BodyFraming permits ExactFraming, ChunkedFraming, UntilCloseFraming {
  /**
   * Takes what came next and does not move its position.
   *
   * @return how many of the remaining octets belong to the content; fewer than all of them only
   *     where it is complete
   * @throws HttpException if it breaks its own framing
   */
  int accept(ByteBuffer octets) throws HttpException;

  /** Whether the content's last octet has passed. */
  boolean complete();
}
