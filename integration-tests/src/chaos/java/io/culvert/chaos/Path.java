package io.culvert.chaos;

import io.culvert.chaos.ChaosRelay.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection through the relay: two sockets, and a thread for each direction. */
final class Path {
  private static final int BLOCK_BYTES = 1 << 17;

  private final ChaosRelay relay;
  private final Socket near;
  private final Socket far;
  private final SplittableRandom random;
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Map<Direction, Toxic> own = new ConcurrentHashMap<>();

  Path(ChaosRelay relay, Socket near, Socket far, SplittableRandom random) {
    this.relay = relay;
    this.near = near;
    this.far = far;
    this.random = random;
  }

  void start() {
    SplittableRandom upRandom = random.split();
    SplittableRandom downRandom = random.split();
    relay.thread("chaos-up", () -> pump(Direction.UP, near, far, upRandom));
    relay.thread("chaos-down", () -> pump(Direction.DOWN, far, near, downRandom));
  }

  /** From the next block on, instead of the relay's. */
  void set(Direction direction, Toxic toxic) {
    own.put(direction, toxic);
  }

  private Toxic toxic(Direction direction) {
    return own.getOrDefault(direction, relay.toxic(direction));
  }

  private void pump(Direction direction, Socket from, Socket to, SplittableRandom draws) {
    var flow = new Switch(direction, new Sink(to), draws);
    try {
      InputStream in = from.getInputStream();
      byte[] block = new byte[BLOCK_BYTES];
      boolean first = true;
      for (int n = in.read(block); n >= 0; n = in.read(block), first = false) {
        if (first) {
          relay.opened(direction, Arrays.copyOf(block, n));
        }
        flow.write(block, n);
        relay.count(direction, n);
      }
      flow.end();
    } catch (IOException e) {
      flow.reset();
    } catch (InterruptedException e) {
      reset();
    }
  }

  /** Looks before each block whether another toxic was set; that one's counts begin there. */
  private final class Switch {
    private final Direction direction;
    private final Flow sink;
    private final SplittableRandom draws;
    private Toxic toxic = Toxic.NONE;
    private Flow flow;

    Switch(Direction direction, Flow sink, SplittableRandom draws) {
      this.direction = direction;
      this.sink = sink;
      this.draws = draws;
      this.flow = sink;
    }

    private Flow flow() {
      Toxic now = toxic(direction);
      if (now != toxic) {
        toxic = now;
        flow = now.over(sink, draws.split());
      }
      return flow;
    }

    void write(byte[] block, int length) throws IOException, InterruptedException {
      flow().write(block, 0, length);
    }

    void end() throws IOException, InterruptedException {
      flow().end();
    }

    void reset() {
      flow().reset();
    }
  }

  private final class Sink implements Flow {
    private final Socket to;

    Sink(Socket to) {
      this.to = to;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      to.getOutputStream().write(bytes, offset, length);
    }

    @Override
    public void end() throws IOException {
      to.shutdownOutput();
      if (ended.incrementAndGet() == 2) {
        close();
      }
    }

    @Override
    public void reset() {
      Path.this.reset();
    }

    @Override
    public void close() {
      Path.this.close();
    }
  }

  void reset() {
    closeBoth(true);
  }

  void close() {
    closeBoth(false);
  }

  /** The first to say how counts: a close in order lets the other direction's read fail. */
  private void closeBoth(boolean reset) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    relay.closed(this);
    for (Socket one : new Socket[] {near, far}) {
      try (one) {
        if (reset) {
          one.setSoLinger(true, 0);
        }
      } catch (IOException e) {
        // The descriptor is gone either way.
      }
    }
  }
}
