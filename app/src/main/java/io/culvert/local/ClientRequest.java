package io.culvert.local;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Encapsulation;
import io.culvert.socks.Command;
import io.culvert.socks.ReplyCode;

/**
 * What a client asked for, in whatever protocol.
 *
 * @param connection carries the stream's octets from here on; it stands on the client's TCP
 *     connection, or is that
 * @param encapsulation holds the client's datagrams
 */
record ClientRequest(
    Command command,
    Endpoint destination,
    Connection connection,
    Encapsulation encapsulation,
    Answers answers) {
  /** A request of a protocol without datagrams, or with bare ones. */
  ClientRequest(Command command, Endpoint destination, Connection connection, Answers answers) {
    this(command, destination, connection, Encapsulation.NONE, answers);
  }

  /** How the client's protocol says yes and no. */
  @FunctionalInterface
  interface Answers {
    /**
     * The octets that tell the client; none where its protocol leaves the word to the target.
     *
     * @param bound BND.ADDR and BND.PORT of RFC 1928 section 6
     */
    byte[] octets(ReplyCode code, Endpoint bound);
  }

  byte[] answer(ReplyCode code, Endpoint bound) {
    return answers.octets(code, bound);
  }

  /**
   * Whether a yes without the server's answer tells the client anything: BIND's holds an address.
   */
  boolean canBeAnsweredEarly() {
    return command.equals(Command.CONNECT)
        && answer(ReplyCode.SUCCEEDED, Endpoint.UNSPECIFIED).length > 0;
  }
}
