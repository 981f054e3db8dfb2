package io.culvert.net;

import io.culvert.address.Endpoint;
import io.culvert.runtime.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Datagrams to and from many endpoints: a UDP socket, or a stream that carries its datagrams. One
 * thread may receive while another sends; any thread may call {@link #reset} and {@link #close}.
 */
public interface Datagrams extends AutoCloseable {
  /**
   * The free octets in front of a payload, in which a sender can prepend an address: RSV and FRAG
   * of RFC 1928 and its longest endpoint (ATYP, length, a name of 255 octets, port).
   */
  int HEADROOM = 3 + 1 + 1 + 255 + 2;

  /**
   * Blocks for the next datagram and copies as much of its payload into {@code to} as fits.
   *
   * @param to in an array whose {@value #HEADROOM} octets in front of it may be overwritten
   * @return the endpoint that it came from, or that a client means it for; null at the clean end
   */
  Endpoint receive(ByteBuffer to) throws IOException, InterruptedException;

  /**
   * Sends one datagram, or drops it: the failure of one endpoint does not affect the others.
   *
   * @param peer the datagram's target, or its source if it goes to a client
   * @param payload the payload; the {@value #HEADROOM} octets in front of it may be overwritten
   * @throws IOException if no more datagrams can be sent
   */
  void send(Endpoint peer, ByteBuffer payload) throws IOException, InterruptedException;

  /**
   * Tasks that run beside the two directions until they are interrupted. A task that returns ends
   * the association in order.
   */
  default List<Task> besides() {
    return List.of();
  }

  /** Aborts. A peer that has a connection sees an error, not a clean end. */
  void reset();

  /** Closes in order. */
  @Override
  void close();
}
