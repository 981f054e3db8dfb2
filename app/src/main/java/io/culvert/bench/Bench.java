package io.culvert.bench;

import io.culvert.address.Endpoint;
import io.culvert.runtime.Task;
import io.culvert.runtime.TaskScope;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures one path through a SOCKS proxy to a {@link BenchTarget}. In each phase a number of
 * workers run for a fixed time after an unmeasured warm-up. Not thread-safe.
 */
public final class Bench {
  /** The workers of the connect phase. */
  public static final int WORKERS = 16;

  /** The length of a message of the round-trip phase. */
  public static final int MESSAGE_BYTES = 64;

  private static final int WARM_UP_SHARE = 4;

  private final BenchStream.Path path;
  private final int streams;
  private final Duration time;
  private final LongAdder bytes = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  /**
   * @param streams the number of streams in the two bulk phases
   * @param time the measured time of each phase
   */
  public Bench(InetSocketAddress proxy, Endpoint target, int streams, Duration time) {
    this.path = new BenchStream.Path(proxy, target);
    this.streams = streams;
    this.time = time;
  }

  /**
   * Runs the four phases and blocks until they have ended.
   *
   * @throws IOException if no stream can be opened
   */
  public BenchResult run() throws IOException, InterruptedException {
    probe();
    double down = phase(streams, this::download);
    double up = phase(streams, this::upload);
    double connects = phase(WORKERS, this::connectAgainAndAgain);
    Latencies opened = takeLatencies();
    phase(1, this::roundTrips);
    return new BenchResult(down, up, connects, opened, takeLatencies(), failures.sum());
  }

  private void probe() throws IOException {
    try (var stream = BenchStream.open(path, BenchTarget.ECHO)) {
      stream.echo(new byte[1]);
    }
  }

  /**
   * Runs one phase. At its end the workers are interrupted, which closes their sockets.
   *
   * @return what the workers counted per second of the measured time
   */
  private double phase(int workers, Task work) throws InterruptedException {
    stopped = false;
    try (var scope = TaskScope.open("bench")) {
      for (int i = 0; i < workers; i++) {
        scope.fork("bench worker " + i, () -> counted(work));
      }
      Thread.sleep(time.dividedBy(WARM_UP_SHARE));
      latencies.clear();
      long before = bytes.sum();
      long start = System.nanoTime();
      Thread.sleep(time);
      double counted = bytes.sum() - before;
      double seconds = (System.nanoTime() - start) / 1e9;
      stopped = true;
      return counted / seconds;
    }
  }

  private void counted(Task work) throws InterruptedException {
    try {
      work.run();
    } catch (IOException e) {
      if (!stopped) {
        failures.increment();
      }
    }
  }

  private void download() throws IOException {
    byte[] chunk = new byte[BenchTarget.CHUNK_BYTES];
    try (var stream = BenchStream.open(path, BenchTarget.DOWNLOAD)) {
      InputStream in = stream.input();
      while (!stopped) {
        int n = in.read(chunk);
        if (n < 0) {
          throw new EOFException("the download ended early");
        }
        bytes.add(n);
      }
    }
  }

  private void upload() throws IOException {
    byte[] chunk = new byte[BenchTarget.CHUNK_BYTES];
    try (var stream = BenchStream.open(path, BenchTarget.UPLOAD)) {
      while (!stopped) {
        stream.output().write(chunk);
        bytes.add(chunk.length);
      }
    }
  }

  private void connectAgainAndAgain() throws IOException {
    byte[] octet = new byte[1];
    while (!stopped) {
      long start = System.nanoTime();
      try (var stream = BenchStream.open(path, BenchTarget.ECHO)) {
        stream.echo(octet);
        latencies.add(System.nanoTime() - start);
        bytes.add(1);
        stream.abort();
      }
    }
  }

  private void roundTrips() throws IOException {
    byte[] message = new byte[MESSAGE_BYTES];
    try (var stream = BenchStream.open(path, BenchTarget.ECHO)) {
      while (!stopped) {
        long start = System.nanoTime();
        stream.echo(message);
        latencies.add(System.nanoTime() - start);
      }
    }
  }

  private Latencies takeLatencies() {
    long[] nanos = latencies.stream().mapToLong(Long::longValue).toArray();
    latencies.clear();
    return new Latencies(nanos);
  }
}
