package io.culvert.server;

import io.culvert.address.Endpoint;
import io.culvert.metrics.Metrics;
import io.culvert.net.Dialer;
import io.culvert.net.TcpConnection;
import java.io.IOException;
import java.time.Duration;

/** CONNECT: dials only addresses that were judged. Thread-safe. */
record TargetDialer(TargetAddresses addresses, Dialer dialer, Metrics metrics) {
  TargetSource.Target dial(Endpoint target) throws IOException, InterruptedException {
    long start = System.nanoTime();
    TcpConnection connection = dialer.dial(addresses.permitted(target), target.port());
    metrics.connected(Duration.ofNanos(System.nanoTime() - start));
    return new TargetSource.Target(connection, Endpoint.of(connection.localAddress()));
  }
}
