package io.culvert.local;

import io.culvert.metrics.CloseReason;
import java.io.IOException;

/** A client's negotiation ends here: what it is told, and what the operator counts. */
final class Refusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient byte[] answer;
  private final CloseReason reason;

  /**
   * @param answer the octets to send before closing; none for silence
   */
  Refusal(byte[] answer, CloseReason reason, Throwable cause) {
    super(reason.word(), cause);
    this.answer = answer;
    this.reason = reason;
  }

  byte[] answer() {
    return answer;
  }

  CloseReason reason() {
    return reason;
  }
}
