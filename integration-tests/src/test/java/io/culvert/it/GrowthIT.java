package io.culvert.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Fault 12: repeated connects, transfers, ends and aborts do not make the programs grow beyond a
 * plateau. The long form lasts {@code -Dculvert.growth.minutes}, by default an hour.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc")
class GrowthIT {
  private static final int USERS = 8;
  private static final int LARGEST_BYTES = 300_000;
  private static final long SLACK_KIB = 16 * 1024;
  private static final int SLACK_DESCRIPTORS = 20;

  /** What both programs hold when nobody uses them. */
  private record Held(long kib, int descriptors) {
    boolean isSteadySince(Held before) {
      return kib <= before.kib + SLACK_KIB && descriptors <= before.descriptors + SLACK_DESCRIPTORS;
    }
  }

  @Test
  @Timeout(180)
  void fault12ASomewhatLongerRunHoldsNoMore() throws Exception {
    growsNoMore(Duration.ofSeconds(8), 2, 8);
  }

  @Test
  @Tag("soak")
  @Timeout(3 * 3600)
  void fault12AnHourHoldsNoMore() throws Exception {
    Duration whole = Duration.ofMinutes(Integer.getInteger("culvert.growth.minutes", 60));
    growsNoMore(whole.dividedBy(4), 4, 4);
  }

  /** The heap takes a phase or two to find its size; what leaks grows in every phase. */
  private static void growsNoMore(Duration phase, int least, int most) throws Exception {
    try (var target = new EchoTarget();
        var tunnel = Tunnel.start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Held> held = new ArrayList<>();
      boolean steady = false;
      for (int i = 0; i < least || i < most && !steady; i++) {
        use(threads, tunnel, target, phase);
        held.add(held(tunnel, target));
        steady = i > 0 && held.get(i).isSteadySince(held.get(i - 1));
      }
      assertTrue(steady, held::toString);
    }
  }

  private static void use(ExecutorService threads, Tunnel tunnel, EchoTarget target, Duration time)
      throws Exception {
    long end = System.nanoTime() + time.toNanos();
    List<Future<Integer>> users = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      var random = new SplittableRandom(i);
      users.add(
          threads.submit(() -> {
            int turns = 0;
            for (; System.nanoTime() - end < 0; turns++) {
              turn(tunnel, target, random);
            }
            return turns;
          }));
    }
    for (Future<Integer> user : users) {
      assertTrue(user.get() > 0);
    }
  }

  private static void turn(Tunnel tunnel, EchoTarget target, SplittableRandom random)
      throws IOException {
    byte[] sent = new byte[random.nextInt(1, LARGEST_BYTES)];
    random.nextBytes(sent);
    try (Socket stream = Client.connect(tunnel.socksPort, target.port())) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  stream.getOutputStream().write(sent);
                } catch (IOException e) {
                  // The reader aborted.
                }
              });
      int wanted = random.nextInt(3) == 0 ? random.nextInt(sent.length) : sent.length;
      byte[] received = stream.getInputStream().readNBytes(wanted);
      assertArrayEquals(java.util.Arrays.copyOf(sent, wanted), received);
      if (wanted < sent.length) {
        stream.setSoLinger(true, 0);
        stream.close();
      }
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Held held(Tunnel tunnel, EchoTarget target) throws IOException {
    await().atMost(Duration.ofSeconds(20)).until(() -> target.open() == 0);
    return new Held(
        privateKib(tunnel.local()) + privateKib(tunnel.server()),
        tunnel.local().descriptors() + tunnel.server().descriptors());
  }

  /** Pages that are this program's alone. */
  private static long privateKib(Program program) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + program.pid() + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Private_"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
