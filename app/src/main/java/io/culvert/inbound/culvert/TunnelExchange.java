package io.culvert.inbound.culvert;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import io.culvert.proxy.CloseReason;
import io.culvert.proxy.Command;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.Failure;
import io.culvert.proxy.NotOpenedException;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import io.culvert.tunnel.OpenRequest;
import io.culvert.tunnel.OpenResponse;
import io.culvert.tunnel.TunnelDatagrams;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.util.Optional;

/** One stream of a tunnel connection, from its OPEN on. */
final class TunnelExchange implements Exchange {
  private final TunnelStream stream;
  private final OpenRequest asked;
  private final String user;
  private final String inbound;
  private Request request;

  TunnelExchange(TunnelStream stream, OpenRequest asked, String user, String inbound) {
    this.stream = stream;
    this.asked = asked;
    this.user = user;
    this.inbound = inbound;
  }

  /** The exchange itself, if OPEN names a command. */
  Exchange open() throws IOException {
    Optional<Command> command = asked.command();
    if (command.isEmpty()) {
      refuse(Failure.COMMAND_NOT_SUPPORTED);
      throw new NotOpenedException(CloseReason.COMMAND_NOT_SUPPORTED, null);
    }
    request =
        new Request(
            command.get(),
            asked.target(),
            user,
            stream.remoteAddress(),
            stream.localAddress().getAddress(),
            inbound);
    return this;
  }

  /** Another stream has this request, or had it. */
  Exchange refuseRepeated() throws IOException {
    stream.refuse(OpenResponse.repeated());
    throw new NotOpenedException(CloseReason.REPEATED_REQUEST, null);
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public Connection client() {
    return stream;
  }

  @Override
  public void listening(Endpoint bound) throws IOException {
    accept(bound);
  }

  @Override
  public void accept(Endpoint bound) throws IOException {
    stream.respond(OpenResponse.success(bound));
    stream.keepAlive();
  }

  @Override
  public Outcome<Datagrams> associate(Endpoint bound) throws IOException {
    accept(bound);
    return Outcome.of(new TunnelDatagrams(stream));
  }

  @Override
  public void refuse(Failure failure) throws IOException {
    stream.refuse(OpenResponse.failure(failure));
  }

  /** After its session. */
  void close() {
    stream.close();
  }
}
