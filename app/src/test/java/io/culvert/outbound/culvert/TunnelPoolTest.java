package io.culvert.outbound.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.tunnel.TunnelConnection;
import io.culvert.tunnel.TunnelEnds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections in the pool belong to nobody, those outside to one only, and none is forgotten. */
@Timeout(60)
class TunnelPoolTest {
  private static final int MOST = 4;
  private static final int THREADS = 8;

  private TunnelEnds ends;
  private TunnelPool pool;

  @BeforeEach
  void start() throws Exception {
    ends = new TunnelEnds();
    pool = pool(MOST);
  }

  private TunnelPool pool(int most) {
    return new TunnelPool(ends.dialer, 0, most, failure -> {});
  }

  @AfterEach
  void stop() throws Exception {
    pool.close();
    ends.close();
  }

  @Test
  void theLastReturnedComesFirst() throws Exception {
    TunnelConnection one = pool.acquire();
    TunnelConnection other = pool.acquire();
    assertNotSame(one, other);
    pool.release(one);
    pool.release(other);
    assertSame(other, pool.acquire());
    assertSame(one, pool.acquire());
  }

  @Test
  void beyondTheMostNoneIsKept() throws Exception {
    List<TunnelConnection> all = new ArrayList<>();
    for (int i = 0; i < MOST + 2; i++) {
      all.add(pool.acquire());
    }
    all.forEach(pool::release);
    assertEquals(MOST, pool.size());
    assertEquals(MOST, all.stream().filter(TunnelConnection::isOpen).count());
  }

  @Test
  void whatHasEndedMeanwhileIsNotHandedOut() throws Exception {
    TunnelConnection one = pool.acquire();
    pool.release(one);
    one.abort();
    TunnelConnection other = pool.acquire();
    assertNotSame(one, other);
    assertTrue(other.isOpen());
  }

  @Test
  void aSilentOneCondemnsWhatIsReadyAndAsOld() throws Exception {
    TunnelConnection old = pool.acquire();
    long asked = System.nanoTime();
    TunnelConnection heardSince = pool.acquire();
    pool.release(old);
    pool.release(heardSince);
    TunnelConnection fresh = pool.replace(asked);
    assertNotSame(heardSince, fresh);
    assertFalse(old.isOpen());
    assertTrue(heardSince.isOpen());
    assertEquals(1, pool.size());
  }

  @Test
  void whatComesBackAfterTheCloseIsClosed() throws Exception {
    TunnelConnection one = pool.acquire();
    pool.close();
    pool.release(one);
    assertFalse(one.isOpen());
    assertEquals(0, pool.size());
  }

  @Test
  void racingUsersNeverShareAConnection() throws Exception {
    for (int seed = 0; seed < 4; seed++) {
      race(seed, 20_000);
    }
  }

  @Test
  @Tag("soak")
  @Timeout(600)
  void racingUsersNeverShareAConnectionForLong() throws Exception {
    for (int seed = 0; seed < 50; seed++) {
      race(seed, 20_000);
    }
  }

  /** On platform threads, which the system interrupts anywhere. */
  private void race(long seed, int turns) throws Exception {
    Set<TunnelConnection> made = ConcurrentHashMap.newKeySet();
    Set<TunnelConnection> held = ConcurrentHashMap.newKeySet();
    TunnelPool shared = pool(MOST);
    var start = new CyclicBarrier(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Void>> users = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        var random = new SplittableRandom(seed * THREADS + i);
        users.add(() -> {
          start.await();
          for (int turn = 0; turn < turns; turn++) {
            use(shared, made, held, random);
          }
          return null;
        });
      }
      for (Future<Void> user : threads.invokeAll(users)) {
        user.get();
      }
    }
    assertTrue(shared.size() <= MOST, shared.size() + " in the pool, seed " + seed);
    shared.close();
    await("all closed, seed " + seed)
        .untilAsserted(
            () -> assertEquals(0, made.stream().filter(TunnelConnection::isOpen).count()));
  }

  private static void use(
      TunnelPool shared,
      Set<TunnelConnection> made,
      Set<TunnelConnection> held,
      SplittableRandom random)
      throws IOException, InterruptedException {
    TunnelConnection one = shared.acquire();
    made.add(one);
    assertTrue(held.add(one), "one connection, two users");
    assertTrue(one.isOpen(), "handed out although closed");
    held.remove(one);
    if (random.nextInt(2_000) == 0) {
      one.abort();
    }
    shared.release(one);
  }
}
