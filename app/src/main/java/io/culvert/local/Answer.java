package io.culvert.local;

import io.culvert.address.Endpoint;
import io.culvert.metrics.CloseReason;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.OpenReply;

/**
 * What becomes of a client's request.
 *
 * @param refusal why it is refused, in the operator's words; null if it is not
 */
record Answer(OpenReply reply, CloseReason refusal) {
  /** The server's own answer. */
  static Answer of(OpenReply reply) {
    return new Answer(reply, reply.code().succeeded() ? null : Reasons.of(reply.code()));
  }

  /** The answer of a local that got none from the server, or could not even ask. */
  static Answer failure(CloseReason reason) {
    return new Answer(
        new OpenReply(ReplyCode.GENERAL_SOCKS_SERVER_FAILURE, Endpoint.UNSPECIFIED), reason);
  }

  boolean succeeded() {
    return refusal == null;
  }

  /** As the client's protocol says it. */
  byte[] octets(ClientRequest request) {
    return request.answer(reply.code(), reply.bound());
  }
}
