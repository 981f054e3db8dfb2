package io.culvert.inbound.mixed;

import io.culvert.http.HttpRequest;
import java.util.concurrent.CountDownLatch;

/**
 * One forwarded request and its response: what the client's leg and the target's must know of each
 * other. Thread-safe.
 */
final class HttpTransaction {
  private final HttpRequest.Forward request;
  private final CountDownLatch requestEnded = new CountDownLatch(1);
  private final CountDownLatch switched = new CountDownLatch(1);
  private volatile boolean requestTaken;
  private volatile boolean requestWhole;
  private volatile boolean answered;
  private volatile boolean over;
  private volatile boolean last;
  private volatile boolean abandoned;
  private volatile byte[] rejection;

  HttpTransaction(HttpRequest.Forward request) {
    this.request = request;
    this.last = !request.terms().keepsConnection();
  }

  HttpRequest.Forward request() {
    return request;
  }

  /** The whole request has come from the client: what it sends next is another one. */
  void requestTaken() {
    requestTaken = true;
  }

  boolean isRequestTaken() {
    return requestTaken;
  }

  /** The target has had the whole request. */
  void requestSent() {
    requestWhole = true;
    requestEnded.countDown();
  }

  /** The client left in the middle of its request, or the target takes no more of it. */
  void requestCut() {
    last = true;
    requestEnded.countDown();
  }

  boolean isRequestWhole() {
    return requestWhole;
  }

  /** Blocks until the request is whole or will never be. */
  void awaitRequest() throws InterruptedException {
    requestEnded.await();
  }

  /** The request's content broke its framing; the client is to be told, if it was told nothing. */
  void reject(byte[] answer) {
    rejection = answer;
    last = true;
  }

  /** Whether the client's connection can carry another request. */
  boolean leavesClient() {
    return over && requestTaken && !last;
  }

  /** Whether {@link #rejection} is still to be said. */
  boolean isRejected() {
    return rejection != null && !answered;
  }

  byte[] rejection() {
    return rejection;
  }

  /** The response's head is on its way to the client. */
  void answer() {
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  /** The client's connection ends after this response. */
  void end() {
    last = true;
  }

  boolean isLast() {
    return last;
  }

  /** The response is whole. */
  void complete() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /** A kept connection of the target turned out dead; the request is to be made once more. */
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** Both connections carry another protocol from here on. */
  void switchProtocols() {
    last = true;
    switched.countDown();
  }

  boolean isSwitched() {
    return switched.getCount() == 0;
  }

  void awaitSwitch() throws InterruptedException {
    switched.await();
  }
}
