package io.culvert.inbound.mixed;

import io.culvert.net.Deadlines;
import io.culvert.net.Encapsulation;
import io.culvert.net.UdpSocket;
import io.culvert.proxy.Exchange;
import io.culvert.proxy.Meters;
import io.culvert.proxy.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Opens the UDP associations of clients. Thread-safe.
 *
 * @param idleTimeout longest silence of one
 * @param meters told of datagrams that are dropped
 */
public record Associations(Deadlines deadlines, Duration idleTimeout, Meters meters) {
  /** Binds to the address that the client has reached, so that the client can use it. */
  ClientDatagrams open(Exchange exchange, Encapsulation encapsulation) throws IOException {
    Request request = exchange.request();
    var address = new InetSocketAddress(request.entry(), 0);
    return new ClientDatagrams(
        exchange.client(),
        UdpSocket.bind(address, deadlines, idleTimeout),
        new ClientEndpoint(request.source().getAddress(), request.destination(), System::nanoTime),
        encapsulation,
        meters);
  }
}
