package io.culvert.inbound.mixed;

import io.culvert.http.BodyFraming;
import io.culvert.http.BodyLength;
import io.culvert.http.HttpAnswer;
import io.culvert.http.HttpException;
import io.culvert.http.HttpRequest;
import io.culvert.http.HttpResponse;
import io.culvert.net.ConnectionWrapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/**
 * The target's leg of one forwarded request: what is received is the response as the client is to
 * get it, to its own end. One that is cut ends with an exception, never with a clean end. Its close
 * hands the connection back to {@link HttpOrigins}.
 */
final class HttpResponseLeg extends ConnectionWrapper {
  private static final HttpAnswer NO_ANSWER =
      HttpAnswer.badGateway("The target closed the connection without an answer.");
  private static final HttpAnswer BAD_ANSWER =
      HttpAnswer.badGateway("The target's answer is not valid HTTP.");

  private final HttpOrigins.Origin origin;
  private final HttpOrigins origins;
  private final HttpTransaction transaction;
  private final HeadOctets octets = new HeadOctets();
  private ByteBuffer part = ByteBuffer.allocate(0);
  private BodyFraming body;
  private boolean untilClose;
  private volatile boolean keepable;
  private boolean broken;

  /** The response's head, octet by octet, with a look at what stands behind it. */
  private final class HeadOctets extends InputStream {
    private ByteBuffer last;

    @Override
    public int read() throws IOException {
      last = inner().receive();
      return last == null ? -1 : last.get() & 0xff;
    }
  }

  HttpResponseLeg(HttpOrigins.Origin origin, HttpOrigins origins, HttpTransaction transaction) {
    super(origin.leg().connection());
    this.origin = origin;
    this.origins = origins;
    this.transaction = transaction;
  }

  @Override
  public ByteBuffer receive() throws IOException {
    if (part.hasRemaining()) {
      return part;
    }
    if (transaction.isSwitched()) {
      return inner().receive();
    }
    return body == null ? head() : content();
  }

  private ByteBuffer head() throws IOException {
    if (isGone()) {
      return gone();
    }
    HttpResponse response = read();
    while (response != null && response.isInterim() && !terms().takesInterim()) {
      response = read();
    }
    return response == null ? instead(BAD_ANSWER) : pass(response);
  }

  private HttpRequest.Terms terms() {
    return transaction.request().terms();
  }

  /** Whether the target has left; of a kept connection a reset says no more than that. */
  private boolean isGone() throws IOException {
    try {
      return inner().receive() == null;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (!isRepeatable()) {
        throw e;
      }
      return true;
    }
  }

  /** RFC 9112 section 9.3.1: a connection may have ended while the request was on its way. */
  private boolean isRepeatable() {
    HttpRequest.Forward request = transaction.request();
    return origin.isKept()
        && request.terms().isIdempotent()
        && request.body().equals(BodyLength.NONE)
        && !request.terms().upgrades();
  }

  private ByteBuffer gone() {
    if (!isRepeatable() || transaction.isAnswered()) {
      return instead(NO_ANSWER);
    }
    transaction.abandon();
    return null;
  }

  /** Null if there is none that could be passed on. */
  private HttpResponse read() throws IOException {
    try {
      return HttpResponse.readFrom(octets, terms());
    } catch (HttpException | EOFException e) {
      return null;
    }
  }

  private ByteBuffer instead(HttpAnswer answer) {
    transaction.end();
    transaction.answer();
    body = BodyLength.NONE.framing();
    part = ByteBuffer.wrap(transaction.request().answer(answer));
    return part;
  }

  private ByteBuffer pass(HttpResponse response) {
    if (response.isSwitch()) {
      transaction.answer();
      transaction.switchProtocols();
    } else if (!response.isInterim()) {
      begin(response);
    }
    part = ByteBuffer.wrap(isLast(response) ? response.lastHead() : response.head());
    return part;
  }

  private boolean isLast(HttpResponse response) {
    return transaction.isLast() && !response.isInterim() && !response.isSwitch();
  }

  private void begin(HttpResponse response) {
    keepable = response.keepsConnection();
    untilClose = response.endsWithConnection();
    body = response.body().framing();
    boolean early = !transaction.isRequestTaken() && !keepable;
    if (untilClose || early) {
      transaction.end();
    }
    transaction.answer();
  }

  private ByteBuffer content() throws IOException {
    while (!body.complete()) {
      ByteBuffer data = inner().receive();
      octets.last = data;
      if (data == null) {
        return ended();
      }
      int length = body.accept(data);
      part = data.slice(data.position(), length);
      data.position(data.position() + length);
      if (length > 0) {
        return part;
      }
    }
    return complete();
  }

  private ByteBuffer ended() throws IOException {
    if (!untilClose) {
      throw new EOFException("the target left in the middle of its answer");
    }
    return complete();
  }

  /** A target that goes on reading gets the rest of the request first. */
  private ByteBuffer complete() throws IOException {
    keepable &= octets.last == null || !octets.last.hasRemaining();
    if (keepable) {
      awaitRequest();
    }
    transaction.complete();
    return null;
  }

  private void awaitRequest() throws IOException {
    try {
      transaction.awaitRequest();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** A target that takes no more of its request may have answered it. */
  @Override
  public void write(ByteBuffer data) throws IOException {
    boolean taken = false;
    try {
      inner().write(data);
      taken = true;
    } finally {
      if (!taken) {
        transaction.requestCut();
      }
    }
  }

  /** The request's end is not the end of its connection. */
  @Override
  public void endOutput() throws IOException {
    if (transaction.isSwitched()) {
      inner().endOutput();
    }
  }

  @Override
  public void close() {
    if (transaction.isSwitched()) {
      inner().close();
    } else if (!broken && keepable && transaction.isOver() && transaction.isRequestWhole()) {
      origins.keep(origin);
    } else if (!broken && transaction.isRequestWhole()) {
      origins.end(inner());
    } else {
      origins.abort(inner());
    }
  }

  @Override
  public void reset() {
    broken = true;
    inner().reset();
  }

  /** Where it was handed back, it is not this leg's to recycle. */
  @Override
  public void recycle() {
    if (transaction.isSwitched()) {
      inner().recycle();
    }
  }
}
