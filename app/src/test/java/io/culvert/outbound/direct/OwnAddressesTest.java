package io.culvert.outbound.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {
  private final OwnAddresses kept = new OwnAddresses(Duration.ofMinutes(1));

  @Test
  void pressureP6TheyAreThoseOfAllInterfaces() throws Exception {
    Set<InetAddress> expected =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .collect(Collectors.toSet());
    assertTrue(expected.contains(InetAddress.getByName("127.0.0.1")));
    assertEquals(expected, kept.now());
  }

  @Test
  void pressureP6TheyAreReadAgainOnceTheyAreOld() throws Exception {
    assertSame(kept.now(), kept.now());
    var old = new OwnAddresses(Duration.ZERO);
    assertNotSame(old.now(), old.now());
  }
}
