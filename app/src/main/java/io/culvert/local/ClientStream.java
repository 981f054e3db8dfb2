package io.culvert.local;

import io.culvert.address.Endpoint;
import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.net.TcpConnection;
import io.culvert.relay.Promise;
import io.culvert.relay.Relay;
import io.culvert.socks.Command;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.OpenReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One stream of CONNECT or BIND. The owner's thread opens it, answers the client and copies
 * downstream; the other reads the client from the start, so that a client that leaves ends the wait
 * for its target.
 */
final class ClientStream {
  private final TcpConnection client;
  private final ClientRequest request;
  private final Duration idleTimeout;
  private final boolean optimistic;
  private final Metrics metrics;
  private final EarlyData early = new EarlyData();
  private final OpenedTunnel tunnel;
  private final Promise<Boolean> opened = new Promise<>();
  private volatile boolean answered;
  private CloseReason refusal;

  ClientStream(TcpConnection client, ClientRequest request, Gateway gateway) {
    this.client = client;
    this.request = request;
    this.idleTimeout = gateway.settings().limits().idleTimeout();
    this.optimistic = gateway.settings().optimistic() && request.canBeAnsweredEarly();
    this.metrics = gateway.metrics();
    this.tunnel = new OpenedTunnel(gateway.tunnels(), early);
  }

  /** Blocks to the end of both directions. */
  CloseReason serve(String name) throws InterruptedException {
    try {
      IOException failure = new Relay(this::abort).run(name, this::upstream, this::downstream);
      if (failure == null && refusal == null) {
        client.close();
      }
      return refusal != null ? refusal : Reasons.of(failure);
    } finally {
      tunnel.finish();
    }
  }

  private void abort() {
    client.reset();
    tunnel.abort();
  }

  private void upstream() throws IOException, InterruptedException {
    ByteBuffer first = request.connection().receive();
    if (first == null && !answered) {
      throw new ClientLeftException();
    }
    boolean sent = optimistic && first != null && !opened.isKept();
    if (sent) {
      early.send(first);
    }
    if (!opened.await()) {
      LastWord.discard(request.connection());
      return;
    }
    if (sent) {
      metrics.upstreamBytes().add(first.remaining());
      first.position(first.limit());
    }
    Relay.copy(request.connection(), tunnel.stream(), metrics.upstreamBytes()::add);
  }

  private void downstream() throws IOException, InterruptedException {
    try {
      if (open()) {
        opened.keep(true);
        tunnel.stream().keepAlive();
        Relay.copy(tunnel.stream(), request.connection(), metrics.downstreamBytes()::add);
      }
    } finally {
      opened.keep(false);
    }
  }

  private boolean open() throws IOException, InterruptedException {
    if (optimistic) {
      accept(Endpoint.UNSPECIFIED);
    }
    Answer answer = ask();
    if (!answer.succeeded()) {
      refuse(answer);
      return false;
    }
    if (!optimistic) {
      accept(answer.reply().bound());
    }
    return true;
  }

  private Answer ask() throws IOException, InterruptedException {
    Answer answer = tunnel.ask(new Open(request.command(), request.destination()));
    if (!answer.succeeded() || !request.command().equals(Command.BIND)) {
      return answer;
    }
    OpenReply first = answer.reply();
    request.connection().write(ByteBuffer.wrap(request.answer(first.code(), first.bound())));
    tunnel.stream().keepAlive();
    return tunnel.secondAnswer();
  }

  private void accept(Endpoint bound) throws IOException {
    answered = true;
    client.resetUnlessClosed();
    client.idleTimeout(idleTimeout);
    request.connection().write(ByteBuffer.wrap(request.answer(ReplyCode.SUCCEEDED, bound)));
  }

  private void refuse(Answer answer) throws IOException {
    answered = true;
    refusal = answer.refusal();
    opened.keep(false);
    tunnel.endRefused();
    if (optimistic) {
      client.reset();
    } else {
      LastWord.say(client, request.connection(), answer.octets(request));
    }
  }
}
