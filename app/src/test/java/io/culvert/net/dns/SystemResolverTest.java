package io.culvert.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SystemResolverTest {
  private final SystemResolver resolver = new SystemResolver(Duration.ofSeconds(5));

  @Test
  void knowsTheHostsFile() throws Exception {
    assertTrue(resolver.resolve("localhost").contains(InetAddress.getByName("127.0.0.1")));
  }

  @Test
  void anAddressIsItsOwnAnswerEachTime() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertEquals(List.of(InetAddress.getByName("127.0.0.9")), resolver.resolve("127.0.0.9"));
    }
  }

  @Test
  void aNameThatCannotBeIsUnknownEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThrows(UnknownHostException.class, () -> resolver.resolve("no name"));
    }
  }
}
