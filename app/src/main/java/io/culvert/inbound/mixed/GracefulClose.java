package io.culvert.inbound.mixed;

import io.culvert.net.Connection;
import io.culvert.net.DeadlineExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Ends a connection whose client did not get what it wanted: the answer, then a short time for the
 * client to end first. A close with octets unread would be a reset, which can overtake the answer.
 */
final class GracefulClose {
  /** RFC 1928 section 6 allows 10 s between a failure and the close. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private GracefulClose() {}

  /** Sends the last octets; somebody must read what still comes. */
  static void say(Connection client, byte[] answer) throws IOException {
    client.deadline(PATIENCE);
    client.write(ByteBuffer.wrap(answer));
    client.endOutput();
  }

  /** Ends a connection on which everything was written already, though perhaps not read. */
  static void end(Connection client) throws IOException {
    client.deliverAll();
    client.deadline(PATIENCE);
    client.endOutput();
  }

  /** Reads and discards until the client ends its direction, or its time is up. */
  static void discard(Connection client) throws IOException {
    try {
      client.discard();
    } catch (DeadlineExceededException e) {
      // It had its time.
    }
  }
}
