package io.culvert.net.dns;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.runtime.LogRecords;
import io.culvert.runtime.TaskScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ResolvedNameTest {
  private final AtomicInteger lookUps = new AtomicInteger();

  private static ResolvedName named(Resolver resolver) {
    return new ResolvedName("web.example", resolver, Duration.ofMillis(1), Duration.ofMillis(1));
  }

  private static List<InetAddress> address(int last) throws UnknownHostException {
    return List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}));
  }

  @Test
  void aCallDuringTheFirstLookUpGetsItsAnswer() throws Exception {
    var answered = new CountDownLatch(1);
    var name =
        named(asked -> {
          answered.await();
          return address(1);
        });
    try (var scope = TaskScope.open("test")) {
      scope.fork("name", name::run);
      var got = new CompletableFuture<List<InetAddress>>();
      scope.fork("stranger", () -> got.complete(name.addresses()));
      answered.countDown();
      assertEquals(address(1), got.join());
    }
  }

  @Test
  void laterCallsNeverWaitForALookUp() throws Exception {
    var name =
        named(asked -> {
          if (lookUps.incrementAndGet() > 1) {
            new CountDownLatch(1).await();
          }
          return address(1);
        });
    try (var scope = TaskScope.open("test")) {
      scope.fork("name", name::run);
      await().until(() -> lookUps.get() == 2);
      assertEquals(address(1), name.addresses());
    }
  }

  @Test
  void aNewAnswerReplacesTheLast() throws Exception {
    var name = named(asked -> address(Math.min(2, lookUps.incrementAndGet())));
    try (var scope = TaskScope.open("test")) {
      scope.fork("name", name::run);
      await().untilAsserted(() -> assertEquals(address(2), name.addresses()));
    }
  }

  @Test
  void theLastGoodAnswerStaysWhenALookUpFailsAndTheLogSaysSoOnce() throws Exception {
    var name =
        named(asked -> {
          if (lookUps.incrementAndGet() > 1) {
            throw new UnknownHostException("no answer");
          }
          return address(1);
        });
    try (var scope = TaskScope.open("test");
        var log = new LogRecords(ResolvedName.class)) {
      scope.fork("name", name::run);
      await().until(() -> lookUps.get() > 3);
      assertEquals(address(1), name.addresses());
      assertEquals(1, log.messages().size());
    }
  }

  @Test
  void aNameWithoutAnyAnswerIsUnknownUntilThereIsOne() throws Exception {
    var answered = new CountDownLatch(1);
    var name =
        named(asked -> {
          if (answered.getCount() > 0) {
            throw new UnknownHostException("no answer");
          }
          return address(1);
        });
    try (var scope = TaskScope.open("test")) {
      scope.fork("name", name::run);
      assertThrows(UnknownHostException.class, name::addresses);
      answered.countDown();
      await().ignoreExceptions().untilAsserted(() -> assertEquals(address(1), name.addresses()));
    }
  }
}
