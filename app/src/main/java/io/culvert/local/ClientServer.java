package io.culvert.local;

import io.culvert.address.Endpoint;
import io.culvert.metrics.CloseReason;
import io.culvert.net.DeadlineExceededException;
import io.culvert.net.TcpConnection;
import io.culvert.socks.Command;
import io.culvert.socks.ReplyCode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * One client's connection from its first byte to its end. For the thread that owns the connection.
 */
final class ClientServer {
  private static final Logger LOG = System.getLogger(ClientServer.class.getName());

  private final TcpConnection client;
  private final long number;
  private final Gateway gateway;
  private ClientRequest request;

  ClientServer(TcpConnection client, long number, Gateway gateway) {
    this.client = client;
    this.number = number;
    this.gateway = gateway;
  }

  void serve() throws InterruptedException {
    gateway.metrics().streamOpened();
    CloseReason reason = CloseReason.INTERNAL_ERROR;
    try {
      client.deadline(gateway.settings().negotiation().timeout());
      request = gateway.negotiation().negotiate(client);
      client.noDeadline();
      reason = obey();
      if (Thread.currentThread().isInterrupted()) { // which closed what it read from
        reason = CloseReason.DRAINED;
      }
    } catch (Refusal e) {
      reason = refuse(e);
    } catch (DeadlineExceededException e) {
      reason = CloseReason.NEGOTIATION_TIMEOUT;
    } catch (IOException e) {
      reason = CloseReason.CLIENT_LEFT;
    } catch (InterruptedException e) {
      reason = CloseReason.DRAINED;
      throw e;
    } finally {
      gateway.metrics().streamClosed(reason);
      log(reason);
    }
  }

  /**
   * The one line of this connection; it names the target only where the operator asked for that.
   */
  private void log(CloseReason reason) {
    boolean targets = gateway.settings().log().targets() && request != null;
    String target = targets ? " " + request.destination() : "";
    LOG.log(targets ? Level.INFO : Level.DEBUG, "local " + number + ": " + reason.word() + target);
  }

  private CloseReason obey() throws IOException, InterruptedException {
    String name = "stream " + number;
    Command command = request.command();
    if (command.equals(Command.CONNECT) || command.equals(Command.BIND)) {
      return new ClientStream(client, request, gateway).serve(name);
    }
    if (command.equals(Command.UDP_ASSOCIATE)) {
      return gateway.udp().serve(client, request, name);
    }
    byte[] answer = request.answer(ReplyCode.COMMAND_NOT_SUPPORTED, Endpoint.UNSPECIFIED);
    throw new Refusal(answer, CloseReason.COMMAND_NOT_SUPPORTED, null);
  }

  private CloseReason refuse(Refusal refused) {
    try {
      LastWord.say(client, request == null ? client : request.connection(), refused.answer());
      LastWord.discard(client);
      return refused.reason();
    } catch (IOException e) {
      return CloseReason.CLIENT_LEFT;
    }
  }
}
