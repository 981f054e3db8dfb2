package io.culvert.inbound.mixed;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import io.culvert.net.Encapsulation;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.Failure;
import io.culvert.proxy.Outcome;
import io.culvert.proxy.Request;
import io.culvert.socks.ReplyCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;

/** A client's request, in whatever protocol of the one port it was made. */
final class ClientExchange implements Exchange {
  /** How the client's protocol says yes and no. */
  interface Answers {
    /**
     * The octets that tell the client yes.
     *
     * @param bound BND.ADDR and BND.PORT of RFC 1928 section 6
     */
    byte[] yes(Endpoint bound);

    byte[] no(Failure failure);

    /** Those of a version of SOCKS, which has one form for both. */
    static Answers inSocks(BiFunction<ReplyCode, Endpoint, byte[]> reply) {
      return new Answers() {
        @Override
        public byte[] yes(Endpoint bound) {
          return reply.apply(ReplyCode.SUCCEEDED, bound);
        }

        @Override
        public byte[] no(Failure failure) {
          return reply.apply(ReplyCodes.of(failure), Endpoint.UNSPECIFIED);
        }
      };
    }
  }

  /**
   * A client that has said what it wants.
   *
   * @param connection carries the stream's octets from here on; it stands on the client's TCP
   *     connection, or is that
   * @param encapsulation holds the client's datagrams
   */
  record Client(Connection connection, Encapsulation encapsulation) {
    /** One of a protocol without datagrams, or with bare ones. */
    Client(Connection connection) {
      this(connection, Encapsulation.NONE);
    }
  }

  private final Request request;
  private final Client client;
  private final Answers answers;
  private final Associations associations;

  ClientExchange(Request request, Client client, Answers answers, Associations associations) {
    this.request = request;
    this.client = client;
    this.answers = answers;
    this.associations = associations;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public Connection client() {
    return client.connection();
  }

  @Override
  public void listening(Endpoint bound) throws IOException {
    accept(bound);
  }

  @Override
  public void accept(Endpoint bound) throws IOException {
    client.connection().write(ByteBuffer.wrap(answers.yes(bound)));
  }

  /** The client is told the address of this side's socket: the far one's means nothing to it. */
  @Override
  public Outcome<Datagrams> associate(Endpoint bound) throws IOException {
    ClientDatagrams opened;
    try {
      opened = associations.open(this, client.encapsulation());
    } catch (IOException e) {
      refuse(Failure.LIMIT_REACHED);
      GracefulClose.discard(client.connection());
      return Outcome.refused(Failure.LIMIT_REACHED);
    }
    try {
      accept(opened.bound());
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    return Outcome.of(opened);
  }

  @Override
  public void refuse(Failure failure) throws IOException {
    GracefulClose.say(client.connection(), answers.no(failure));
  }
}
