package io.culvert.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.HostPort;
import io.culvert.net.Deadlines;
import io.culvert.net.Dialer;
import io.culvert.net.dns.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpTest {
  private final List<String> forgotten = new ArrayList<>();

  private final Resolver loopback =
      new Resolver() {
        @Override
        public List<InetAddress> resolve(String name) {
          return List.of(InetAddress.getLoopbackAddress());
        }

        @Override
        public void forget(String name) {
          forgotten.add(name);
        }
      };

  private void dialRefused(Resolver resolver, String name) throws IOException {
    var tcp = new Tcp(resolver, new Dialer(new Deadlines(), Duration.ofSeconds(5)));
    try (var bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var server = new HostPort(name, bound.getLocalPort());
      assertThrows(IOException.class, () -> tcp.dial(server));
    }
  }

  @Test
  void f1AServerThatCannotBeReachedIsLookedUpAnew() throws Exception {
    dialRefused(new LiteralsFirst(loopback), "server.example");
    assertEquals(List.of("server.example"), forgotten);
  }

  @Test
  void anAddressIsNeverLookedUp() throws Exception {
    dialRefused(new LiteralsFirst(loopback), "127.0.0.1");
    assertEquals(List.of(), forgotten);
  }
}
