package io.culvert.inbound.mixed;

import io.culvert.http.BodyFraming;
import io.culvert.http.HttpException;
import io.culvert.net.Connection;
import io.culvert.net.ConnectionWrapper;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.StreamException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/**
 * The client's leg of one forwarded request: its rewritten head, then its content, and nothing of
 * what the client sends behind that, unless the target switches protocols. Its end is not the end
 * of the client's connection, which {@link HttpConversation} decides.
 */
final class HttpRequestLeg extends ConnectionWrapper {
  /** The content breaks its own framing. */
  private static final class BrokenContentException extends StreamException {
    private static final long serialVersionUID = 1L;

    BrokenContentException(HttpException cause) {
      super(CloseReason.MALFORMED_REQUEST, cause.getMessage(), cause);
    }
  }

  private final HttpTransaction transaction;
  private final BodyFraming body;
  private ByteBuffer part;

  HttpRequestLeg(Connection client, HttpTransaction transaction) {
    super(client);
    this.transaction = transaction;
    this.body = transaction.request().body().framing();
    this.part = ByteBuffer.wrap(transaction.request().head());
    noteTaken();
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (part.hasRemaining()) {
      return part;
    }
    return transaction.isSwitched() ? inner().receive() : content();
  }

  private ByteBuffer content() throws IOException {
    while (!body.complete()) {
      ByteBuffer octets = inner().receive();
      if (octets == null) {
        return cut();
      }
      int length = accept(octets);
      part = octets.slice(octets.position(), length);
      octets.position(octets.position() + length);
      noteTaken();
      if (length > 0) {
        return part;
      }
    }
    transaction.requestSent();
    return afterRequest();
  }

  private void noteTaken() {
    if (body.complete()) {
      transaction.requestTaken();
    }
  }

  private int accept(ByteBuffer octets) throws IOException {
    try {
      return body.accept(octets);
    } catch (HttpException e) {
      transaction.reject(e.answer());
      throw new BrokenContentException(e);
    }
  }

  /** An answer that came early is an answer all the same. */
  private ByteBuffer cut() throws IOException {
    transaction.requestCut();
    if (!transaction.isAnswered()) {
      throw new EOFException("the client left in the middle of its request");
    }
    return null;
  }

  /**
   * Waits for the end of the session, so that a client that resets meanwhile is noticed, and takes
   * nothing of what is another request's, if the protocol stays.
   */
  private ByteBuffer afterRequest() throws IOException {
    inner().receive();
    try {
      transaction.awaitSwitch();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    return inner().receive();
  }

  /** The response is whole. */
  @Override
  public void endOutput() throws IOException {
    if (transaction.isSwitched()) {
      inner().endOutput();
    } else if (transaction.isAbandoned()) {
      return;
    } else if (transaction.isLast()) {
      GracefulClose.end(inner());
    } else {
      inner().deliverAll();
    }
  }

  /** A client whose content is refused is told why, if it can be, instead. */
  @Override
  public void reset() {
    if (!transaction.isRejected()) {
      inner().reset();
    }
  }

  @Override
  public void close() {}

  @Override
  public void recycle() {}
}
