package io.culvert.inbound.mixed;

import io.culvert.net.Deadlines;
import io.culvert.proxy.Meters;
import java.time.Duration;

/**
 * What UDP associations of clients need.
 *
 * @param idleTimeout longest silence of one
 * @param meters told of datagrams that are dropped
 */
public record Associations(Deadlines deadlines, Duration idleTimeout, Meters meters) {
  ClientDatagrams.Factory factory() {
    return new ClientDatagrams.Factory(deadlines, idleTimeout, meters);
  }
}
