package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import org.junit.jupiter.api.Test;

class SessionPeersTest {
  private static SessionPeers peers(Command command) {
    return new SessionPeers(FakeExchange.request(command, "ali"));
  }

  private static Endpoint endpoint(String host, int port) {
    return new Endpoint(Address.parse(host), port);
  }

  @Test
  void aConnectNamesItsDestination() {
    assertEquals("target.test:443", peers(Command.CONNECT).text());
  }

  @Test
  void clients15AnAssociationTellsTheNumberOfItsTargets() {
    SessionPeers peers = peers(Command.UDP_ASSOCIATE);
    assertEquals("udp 0", peers.text());
    for (int i = 0; i < 6; i++) {
      peers.add(endpoint("192.0.2.1", i % 3));
    }
    assertEquals("udp 3", peers.text());
    for (int port = 0; port < 2 * SessionPeers.MAX_COUNTED; port++) {
      peers.add(endpoint("192.0.2.1", port));
    }
    assertEquals("udp 1000+", peers.text());
  }

  @Test
  void clients15ABindNamesThePeerThatCame() {
    SessionPeers peers = peers(Command.BIND);
    assertEquals("bind", peers.text());
    peers.add(endpoint("2001:DB8:0:0::1", 20));
    assertEquals("bind [2001:db8::1]:20", peers.text());
  }
}
