package io.culvert.net;

import io.culvert.address.Endpoint;
import io.culvert.runtime.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Datagrams to and from many endpoints: a UDP socket, or what carries datagrams for one. One thread
 * may receive while another sends; {@link #reset} and {@link #close} may come from any thread.
 */
public interface Datagrams extends AutoCloseable {
  /**
   * Octets that a buffer keeps free in front of a payload, for whoever sends it on with an address:
   * the longest endpoint of RFC 1928 (ATYP, length, name of 255, port) and RSV, FRAG.
   */
  int HEADROOM = 3 + 1 + 1 + 255 + 2;

  /**
   * Blocks for the next datagram and puts its payload into {@code to}, as far as there is room.
   *
   * @param to in an array whose {@value #HEADROOM} octets in front of it may be overwritten
   * @return the endpoint that it came from, or that a client means it for; null at the clean end
   */
  Endpoint receive(ByteBuffer to) throws IOException, InterruptedException;

  /**
   * Sends one datagram, or drops it: no endpoint's failure ends the others'.
   *
   * @param peer where it goes, or where it came from if it goes to a client
   * @param payload in an array whose {@value #HEADROOM} octets in front of it may be overwritten
   * @throws IOException if no datagram can be sent any more
   */
  void send(Endpoint peer, ByteBuffer payload) throws IOException, InterruptedException;

  /**
   * Tasks that run beside the two directions, until interrupted. One that returns ends the whole in
   * order.
   */
  default List<Task> besides() {
    return List.of();
  }

  /** Ends with an error that the peer can tell from an end, where it has one. */
  void reset();

  /** Ends in order. */
  @Override
  void close();
}
