package io.culvert.inbound.mixed;

import io.culvert.http.HttpRequest;
import io.culvert.net.Connection;
import io.culvert.proxy.Exchange;
import io.culvert.runtime.Task;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What lasts from one request of a client's connection to the next, RFC 9112 section 9.3: requests
 * come one after the other, pipelined ones too, and each is a session of its own. For the
 * connection's thread.
 */
final class HttpConversation {
  /** Longest wait for another request, and so the longest time that an origin is kept for it. */
  private static final Duration IDLE_TIME = Duration.ofSeconds(60);

  private final Connection client;
  private final IdleClients idle;
  private final HttpOrigins origins = new HttpOrigins();
  private ForwardExchange exchange;
  private volatile boolean requested;

  HttpConversation(Connection client, IdleClients idle) {
    this.client = client;
    this.idle = idle;
  }

  Connection client() {
    return client;
  }

  /** The last request of this connection: a tunnel, or what another protocol asks. */
  Exchange last(Exchange request) {
    origins.abortIdle();
    origins.close();
    return request;
  }

  Exchange forward(Exchange request, HttpRequest.Forward forward) {
    exchange = new ForwardExchange(request, new HttpTransaction(forward), origins);
    return exchange;
  }

  /** Whether a kept origin connection turned out dead, so that the request has to be repeated. */
  boolean isToBeRepeated() {
    return exchange != null && exchange.transaction().isAbandoned() && client.isOpen();
  }

  Exchange repeat() {
    exchange = exchange.again();
    return exchange;
  }

  /** After a session: blocks until another one is wanted; false if the connection has ended. */
  boolean awaitNext() throws InterruptedException {
    if (exchange == null) {
      return false;
    }
    HttpTransaction ended = exchange.transaction();
    if (isToBeRepeated()) {
      return true;
    }
    exchange = null;
    if (!ended.leavesClient()) {
      end(ended);
      return false;
    }
    return isRequested();
  }

  /** Every octet was written, or the connection reset; a client that still sends is read. */
  private void end(HttpTransaction last) {
    try {
      if (client.isOpen()) {
        sayEnd(last);
        GracefulClose.discard(client);
      }
    } catch (IOException e) {
      // It left, or had its time.
    }
    client.close();
  }

  private void sayEnd(HttpTransaction last) throws IOException {
    if (last.isRejected()) {
      GracefulClose.say(client, last.rejection());
    } else if (!last.isLast()) {
      GracefulClose.end(client); // The response did not say so.
    }
  }

  private boolean isRequested() throws InterruptedException {
    requested = false;
    client.deadline(IDLE_TIME);
    try {
      if (idle.add(client)) {
        TaskScope.allUntilEnd("idle client", this::awaitRequest, whileIdle());
      }
    } finally {
      idle.remove(client);
    }
    if (!requested) {
      client.close();
    }
    return requested;
  }

  private void awaitRequest() throws IOException {
    requested = client.receive() != null;
  }

  private List<Task> whileIdle() {
    List<Task> tasks = new ArrayList<>();
    if (origins.isIdle()) {
      tasks.add(this::awaitIdleOrigin);
    }
    if (origins.isEnding()) {
      tasks.add(origins::awaitEnding);
    }
    return tasks;
  }

  /** One that ends meanwhile is of no use any more. */
  private void awaitIdleOrigin() {
    origins.awaitIdle();
    if (!Thread.currentThread().isInterrupted()) {
      origins.dropIdle();
    }
  }

  /** Lets go of origins, which may take their time. */
  void close() {
    origins.endIdle();
    origins.close();
  }
}
