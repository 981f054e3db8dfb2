package io.culvert.local;

import io.culvert.config.LimitSettings;
import io.culvert.config.LocalSettings;
import io.culvert.crypto.RecordType;
import io.culvert.metrics.CloseReason;
import io.culvert.metrics.Metrics;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.TcpConnection;
import io.culvert.relay.Relay;
import io.culvert.socks.Command;
import io.culvert.socks.Endpoint;
import io.culvert.socks.Reply;
import io.culvert.socks.ReplyCode;
import io.culvert.socks.Request;
import io.culvert.socks.ServerNegotiation;
import io.culvert.socks.SocksException;
import io.culvert.tunnel.Open;
import io.culvert.tunnel.OpenReply;
import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelException;
import io.culvert.tunnel.TunnelPool;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One client's connection from its first byte to its end. For the thread that owns the connection.
 */
final class ClientServer {
  private static final Logger LOG = System.getLogger(ClientServer.class.getName());

  /** RFC 1928 section 6 allows 10 s between a failure and the close. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** What the server may take beyond its own limits for look-up and connect. */
  private static final Duration REPLY_MARGIN = Duration.ofSeconds(10);

  private final TcpConnection client;
  private final long number;
  private final TunnelPool pool;
  private final LocalSettings settings;
  private final LimitSettings limits;
  private final ServerTrouble trouble;
  private final Metrics metrics;
  private Request request;
  private TunnelConnection tunnel;
  private TunnelStream stream;

  ClientServer(
      TcpConnection client,
      long number,
      TunnelPool pool,
      LocalSettings settings,
      ServerTrouble trouble,
      Metrics metrics) {
    this.client = client;
    this.number = number;
    this.pool = pool;
    this.settings = settings;
    this.limits = settings.limits();
    this.trouble = trouble;
    this.metrics = metrics;
  }

  void serve() throws IOException, InterruptedException {
    metrics.streamOpened();
    CloseReason reason = CloseReason.INTERNAL_ERROR;
    try {
      client.deadline(settings.negotiation().timeout());
      reason = negotiated();
    } finally {
      metrics.streamClosed(reason);
      log(reason);
    }
  }

  /**
   * The one line of this connection; it names the target only where the operator asked for that.
   */
  private void log(CloseReason reason) {
    boolean targets = settings.log().targets() && request != null;
    String target = targets ? " " + request.destination() : "";
    LOG.log(targets ? Level.INFO : Level.DEBUG, "local " + number + ": " + reason.word() + target);
  }

  private CloseReason negotiated() throws InterruptedException {
    try {
      request =
          ServerNegotiation.negotiate(
                  client.input(), client.output(), settings.negotiation().authenticator())
              .readRequest();
      client.noDeadline();
      check(request);
    } catch (SocksException e) {
      return refuse(e);
    } catch (DeadlineExceededException e) {
      return CloseReason.NEGOTIATION_TIMEOUT;
    } catch (IOException e) {
      return CloseReason.CLIENT_LEFT;
    }
    return open();
  }

  private static void check(Request request) throws SocksException {
    if (!request.command().equals(Command.CONNECT)) {
      throw new SocksException.CommandNotSupported(request.command().code());
    }
  }

  private CloseReason refuse(SocksException refused) {
    if (!farewell(refused.answer())) {
      return CloseReason.CLIENT_LEFT;
    }
    return switch (refused) {
      case SocksException.NoAcceptableMethods e -> CloseReason.AUTHENTICATION_FAILED;
      case SocksException.AuthenticationFailed e -> CloseReason.AUTHENTICATION_FAILED;
      case SocksException.CommandNotSupported e -> CloseReason.COMMAND_NOT_SUPPORTED;
      case SocksException.AddressTypeNotSupported e -> CloseReason.ADDRESS_TYPE_NOT_SUPPORTED;
      case SocksException.UnsupportedVersion e -> CloseReason.MALFORMED_REQUEST;
      case SocksException.Malformed e -> CloseReason.MALFORMED_REQUEST;
    };
  }

  private CloseReason open() throws InterruptedException {
    try {
      OpenReply answer = openThrough(new Open(request.command(), request.destination()));
      return answer.code().succeeded() ? relay(answer) : refused(answer);
    } catch (IOException e) {
      trouble.report(e);
      farewell(new Reply(ReplyCode.GENERAL_SOCKS_SERVER_FAILURE, Endpoint.UNSPECIFIED).octets());
      return CloseReason.SERVER_UNREACHABLE;
    } finally {
      finish();
    }
  }

  /**
   * A ready connection may have died unseen: then, and only before any answer, a fresh one gets the
   * request again.
   */
  private OpenReply openThrough(Open open) throws IOException, InterruptedException {
    tunnel = pool.acquire();
    try {
      return openOn(open);
    } catch (DeadlineExceededException e) {
      throw e;
    } catch (IOException e) {
      tunnel.abort();
      stream = null;
      tunnel = pool.acquireFresh();
      return openOn(open);
    }
  }

  private OpenReply openOn(Open open) throws IOException {
    stream = tunnel.nextStream();
    tunnel.deadline(limits.connectTimeout().plus(REPLY_MARGIN));
    stream.send(RecordType.OPEN, open.body());
    TunnelStream.Message message = stream.next();
    tunnel.noDeadline();
    if (message.type() != RecordType.REPLY) {
      throw new IOException("the server did not answer OPEN with REPLY");
    }
    return OpenReply.readFrom(message.body());
  }

  private CloseReason refused(OpenReply answer) throws IOException {
    stream.endOutput();
    finish();
    boolean told = farewell(new Reply(answer.code(), answer.bound()).octets());
    return told ? reason(answer.code()) : CloseReason.CLIENT_LEFT;
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

  /**
   * Says the last word and waits a little for the client to go first: a close with octets unread
   * would be a reset, which can overtake the answer.
   */
  private boolean farewell(byte[] answer) {
    try {
      client.deadline(FAREWELL);
      client.write(ByteBuffer.wrap(answer));
      client.endOutput();
      for (ByteBuffer rest = client.receive(); rest != null; rest = client.receive()) {
        rest.position(rest.limit());
      }
      return true;
    } catch (DeadlineExceededException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private CloseReason relay(OpenReply answer) throws IOException, InterruptedException {
    client.resetUnlessClosed();
    client.idleTimeout(limits.idleTimeout());
    try {
      client.write(ByteBuffer.wrap(new Reply(answer.code(), answer.bound()).octets()));
    } catch (IOException e) {
      return CloseReason.CLIENT_LEFT;
    }
    stream.keepAlive();
    Relay.Failure failure =
        new Relay(client, stream)
            .run("stream " + number, metrics.upstreamBytes()::add, metrics.downstreamBytes()::add);
    if (failure == null) {
      client.close();
      return CloseReason.DONE;
    }
    client.reset();
    return reason(failure);
  }

  private CloseReason reason(Relay.Failure failure) {
    return switch (failure.cause()) {
      case TunnelException.ResetByPeer e -> CloseReason.PEER_RESET;
      case TunnelException.Corrupted e -> CloseReason.TUNNEL_CORRUPTED;
      case TunnelException.Truncated e -> CloseReason.TUNNEL_TRUNCATED;
      case TunnelException.Dead e -> CloseReason.TUNNEL_LOST;
      case DeadlineExceededException e -> CloseReason.IDLE_TIMEOUT;
      default -> failure.leg() == stream ? CloseReason.TUNNEL_LOST : CloseReason.CLIENT_RESET;
    };
  }

  private void finish() {
    if (stream == null) {
      return;
    }
    if (stream.finish()) {
      pool.release(tunnel);
    } else {
      tunnel.close();
    }
    stream = null;
  }
}
