package io.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests in random order over kept connections: each answer belongs to its request. */
class HttpMixTest {
  private final List<ServerSocket> origins = new ArrayList<>();
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = Rig.direct();
    for (int i = 0; i < 3; i++) {
      ServerSocket origin = HttpPeer.origin();
      origins.add(origin);
      Thread.ofVirtual().name("origin").start(() -> HttpMix.run(origin));
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (ServerSocket origin : origins) {
      origin.close();
    }
    rig.close();
  }

  @Test
  @Timeout(60)
  void reportF2FiveHundredRequestsOverTenConnections() throws Exception {
    run(500, 10);
  }

  @Test
  @Tag("soak")
  @Timeout(300)
  void reportF2TenThousandRequestsOverAHundredConnections() throws Exception {
    run(10_000, 100);
  }

  private void run(int requests, int clients) throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int first = i * (requests / clients);
      tasks.add(() -> converse(first, requests / clients));
    }
    int answered = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : executor.invokeAll(tasks)) {
        answered += each.get();
      }
    }
    assertEquals(requests, answered);
  }

  /** Up to five requests go out before their answers are read. */
  private int converse(int first, int count) throws IOException {
    var random = new Random(first);
    HttpPeer client = HttpPeer.of(rig.socks());
    try {
      int done = 0;
      while (done < count) {
        List<HttpMix.Item> sent = send(client, first + done, count - done, random);
        for (HttpMix.Item item : sent) {
          if (!HttpMix.check(item, client.in())) {
            client.close();
            client = HttpPeer.of(rig.socks());
          }
        }
        done += sent.size();
      }
      return done;
    } finally {
      client.close();
    }
  }

  private List<HttpMix.Item> send(HttpPeer client, int id, int most, Random random)
      throws IOException {
    List<HttpMix.Item> sent = new ArrayList<>();
    int wanted = Math.min(most, 1 + random.nextInt(5));
    boolean goesOn = true;
    while (goesOn && sent.size() < wanted) {
      var item = HttpMix.Item.random(id + sent.size(), random);
      int port = origins.get(random.nextInt(origins.size())).getLocalPort();
      client.socket().getOutputStream().write(item.request(port));
      sent.add(item);
      goesOn = item.kind().keepsClient();
    }
    return sent;
  }
}
