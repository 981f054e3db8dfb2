package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import java.io.IOException;

/**
 * One request seen from its client. {@link #client} may be read by one thread while another
 * answers; the rest is for the one that answers.
 */
public interface Exchange {
  Request request();

  /**
   * The client's leg. It can be read from the start: what the client sends early, its end and its
   * reset show there. Nothing is written to it before {@link #accept}.
   */
  Connection client();

  /**
   * Whether a yes that comes before the outbound's answer is of use to the client. BIND's holds an
   * address, and a forwarded HTTP request is answered by the target alone.
   */
  default boolean takesEarlyYes() {
    return request().command() == Command.CONNECT;
  }

  /**
   * The leg to CONNECT's target. An inbound whose protocol sends many requests over one leg may
   * have kept one from an earlier request, and may stand between the engine and it.
   */
  default Outcome<Opened> target(Dial dial) throws InterruptedException {
    return dial.connect();
  }

  /**
   * Whether the session is over when the target's direction has ended in order, or the request was
   * refused: what its client sends then is for another session. Asked at that moment.
   */
  default boolean endsWithTarget() {
    return false;
  }

  /** The first of BIND's two replies: where the peer is to connect to. */
  void listening(Endpoint bound) throws IOException;

  /** Says yes to CONNECT, or gives the second reply to BIND. */
  void accept(Endpoint bound) throws IOException;

  /**
   * Says yes to UDP_ASSOCIATE.
   *
   * @param bound the address that targets see; a client of this machine is told its own side's
   * @return the client's datagrams, or why there are none, which the client has been told
   */
  Outcome<Datagrams> associate(Endpoint bound) throws IOException;

  /** Says no, and ends the client's leg in order. Somebody may still have to read it to its end. */
  void refuse(Failure failure) throws IOException;
}
