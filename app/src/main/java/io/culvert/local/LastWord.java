package io.culvert.local;

import io.culvert.net.Connection;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.TcpConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The end of a connection whose client did not get what it wanted: the answer, then a little
 * patience for the client to go first, for a close with octets unread would be a reset, which can
 * overtake the answer.
 */
final class LastWord {
  /** RFC 1928 section 6 allows 10 s between a failure and the close. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private LastWord() {}

  /**
   * Says it; somebody must read what still comes.
   *
   * @param connection stands on {@code client}
   */
  static void say(TcpConnection client, Connection connection, byte[] answer) throws IOException {
    client.deadline(PATIENCE);
    connection.write(ByteBuffer.wrap(answer));
    connection.endOutput();
  }

  /** Everything was said already, if not read. */
  static void end(TcpConnection client) throws IOException {
    client.deliverAll();
    client.deadline(PATIENCE);
    client.endOutput();
  }

  /** Reads and throws away until the client ends its direction, or patience does. */
  static void discard(Connection client) throws IOException {
    try {
      for (ByteBuffer rest = client.receive(); rest != null; rest = client.receive()) {
        rest.position(rest.limit());
      }
    } catch (DeadlineExceededException e) {
      // It had its time.
    }
  }
}
