package io.culvert.local;

import io.culvert.config.LocalSettings;
import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.TcpConnection;
import io.culvert.relay.Promise;
import io.culvert.relay.Relay;
import io.culvert.socks.Command;
import io.culvert.socks.Endpoint;
import io.culvert.socks.ReplyCode;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelException;
import io.culvert.tunnel.TunnelPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One stream of CONNECT or BIND. The owner's thread opens it, answers the client and copies
 * downstream; the other reads the client from the start, so that a client that leaves ends the wait
 * for its target.
 */
final class ClientStream {
  /** The client ended its direction, with nothing said, while it waited for the answer. */
  private static final class ClientLeftException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final TcpConnection client;
  private final ClientRequest request;
  private final Duration idleTimeout;
  private final boolean optimistic;
  private final ServerTrouble trouble;
  private final Metrics metrics;
  private final EarlyData early = new EarlyData();
  private final OpenedTunnel tunnel;
  private final Promise<Boolean> opened = new Promise<>();
  private volatile boolean answered;
  private CloseReason refusal;

  ClientStream(
      TcpConnection client,
      ClientRequest request,
      TunnelPool pool,
      LocalSettings settings,
      ServerTrouble trouble,
      Metrics metrics) {
    this.client = client;
    this.request = request;
    this.idleTimeout = settings.limits().idleTimeout();
    this.optimistic = settings.optimistic() && request.command().equals(Command.CONNECT);
    this.trouble = trouble;
    this.metrics = metrics;
    this.tunnel = new OpenedTunnel(pool, settings.limits(), early);
  }

  /** Blocks to the end of both directions. */
  CloseReason serve(String name) throws InterruptedException {
    try {
      IOException failure = new Relay(this::abort).run(name, this::upstream, this::downstream);
      if (failure == null && refusal == null) {
        client.close();
      }
      return refusal != null ? refusal : reason(failure);
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
    OpenReply reply = reply();
    if (!reply.code().succeeded()) {
      refuse(reply);
      return false;
    }
    if (!optimistic) {
      accept(reply.bound());
    }
    return true;
  }

  private OpenReply reply() throws IOException, InterruptedException {
    try {
      OpenReply reply = tunnel.open(new Open(request.command(), request.destination()));
      return reply.code().succeeded() && request.command().equals(Command.BIND)
          ? secondReply(reply)
          : reply;
    } catch (IOException e) {
      tunnel.throwIfAborted(e);
      trouble.report(e);
      refusal = CloseReason.SERVER_UNREACHABLE;
      return new OpenReply(ReplyCode.GENERAL_SOCKS_SERVER_FAILURE, Endpoint.UNSPECIFIED);
    }
  }

  private OpenReply secondReply(OpenReply first) throws IOException {
    request.connection().write(ByteBuffer.wrap(request.answer(first.code(), first.bound())));
    tunnel.stream().keepAlive();
    return tunnel.nextReply();
  }

  private void accept(Endpoint bound) throws IOException {
    answered = true;
    client.resetUnlessClosed();
    client.idleTimeout(idleTimeout);
    request.connection().write(ByteBuffer.wrap(request.answer(ReplyCode.SUCCEEDED, bound)));
  }

  private void refuse(OpenReply reply) throws IOException {
    refusal = refusal != null ? refusal : reason(reply.code());
    answered = true;
    opened.keep(false);
    tunnel.endRefused();
    if (optimistic) {
      client.reset();
    } else {
      byte[] answer = request.answer(reply.code(), reply.bound());
      LastWord.say(client, request.connection(), answer);
    }
  }

  private static CloseReason reason(ReplyCode code) {
    return switch (code.code()) {
      case 0x02 -> CloseReason.NOT_ALLOWED;
      case 0x03 -> CloseReason.NETWORK_UNREACHABLE;
      case 0x04 -> CloseReason.HOST_UNREACHABLE;
      case 0x05 -> CloseReason.CONNECTION_REFUSED;
      case 0x06 -> CloseReason.CONNECT_TIMEOUT;
      case 0x07 -> CloseReason.COMMAND_NOT_SUPPORTED;
      case 0x08 -> CloseReason.ADDRESS_TYPE_NOT_SUPPORTED;
      default -> CloseReason.GENERAL_FAILURE;
    };
  }

  private static CloseReason reason(IOException failure) {
    return switch (failure) {
      case null -> CloseReason.DONE;
      case ClientLeftException e -> CloseReason.CLIENT_LEFT;
      case TunnelException.ResetByPeer e -> CloseReason.PEER_RESET;
      case TunnelException.Corrupted e -> CloseReason.TUNNEL_CORRUPTED;
      case TunnelException.Truncated e -> CloseReason.TUNNEL_TRUNCATED;
      case TunnelException.Lost e -> CloseReason.TUNNEL_LOST;
      case TunnelException.Dead e -> CloseReason.TUNNEL_LOST;
      case DeadlineExceededException e -> CloseReason.IDLE_TIMEOUT;
      default -> CloseReason.CLIENT_RESET;
    };
  }
}
