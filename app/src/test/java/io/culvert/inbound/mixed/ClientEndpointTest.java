package io.culvert.inbound.mixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who an association's client is, as its ports come and go. */
class ClientEndpointTest {
  private static final InetSocketAddress OLD = new InetSocketAddress("127.0.0.1", 1000);
  private static final InetSocketAddress NEW = new InetSocketAddress("127.0.0.1", 2000);
  private static final InetSocketAddress OTHER_HOST = new InetSocketAddress("127.0.0.2", 1000);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private long nanos;
  private final ClientEndpoint client = announcing("0.0.0.0", 0);

  private ClientEndpoint announcing(String address, int port) {
    return new ClientEndpoint(
        OLD.getAddress(), new Endpoint(Address.parse(address), port), () -> nanos);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void use(InetSocketAddress port) {
    assertTrue(client.admits(port));
    client.follow(port);
  }

  @Test
  void aNewPortIsFollowedOnceTheOldOneHasBeenSilentForFiveSeconds() {
    assertTrue(client.admits(OLD));
    assertFalse(client.follow(OLD));
    pass(ClientEndpoint.SILENCE);
    assertTrue(client.admits(NEW));
    assertTrue(client.follow(NEW));
    assertEquals(NEW, client.address());
    assertTrue(client.admits(NEW));
    assertFalse(client.follow(NEW));
    assertFalse(client.admits(OLD));
  }

  @Test
  void noOtherPortIsAdmittedWhileTheOldOneIsInUse() {
    use(OLD);
    for (int i = 0; i < 10; i++) {
      pass(ClientEndpoint.SILENCE.minus(MOMENT));
      assertFalse(client.admits(NEW));
      assertTrue(client.admits(OLD));
    }
    assertEquals(OLD, client.address());
  }

  @Test
  void aDatagramThatIsNotAdmittedIsNoUseOfThePort() {
    use(OLD);
    pass(ClientEndpoint.SILENCE.minus(MOMENT));
    assertFalse(client.admits(NEW));
    pass(MOMENT);
    assertTrue(client.admits(NEW));
  }

  @Test
  void onlyAValidDatagramMovesTheClient() {
    use(OLD);
    pass(ClientEndpoint.SILENCE);
    assertTrue(client.admits(NEW));
    assertEquals(OLD, client.address());
    assertTrue(client.admits(OLD));
    assertFalse(client.admits(NEW));
  }

  @Test
  void anotherHostIsNeverFollowed() {
    assertFalse(client.admits(OTHER_HOST));
    use(OLD);
    pass(Duration.ofHours(1));
    assertFalse(client.admits(OTHER_HOST));
  }

  @Test
  void anAnnouncedPortStays() {
    ClientEndpoint fixed = announcing("127.0.0.1", OLD.getPort());
    assertTrue(fixed.admits(OLD));
    fixed.follow(OLD);
    pass(Duration.ofHours(1));
    assertFalse(fixed.admits(NEW));
  }

  @Test
  void aPortAnnouncedForAnotherHostMeansNothing() {
    ClientEndpoint translated = announcing("192.168.1.2", 4000);
    assertTrue(translated.admits(OLD));
    translated.follow(OLD);
    pass(ClientEndpoint.SILENCE);
    assertTrue(translated.admits(NEW));
  }
}
