package io.culvert.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * A TCP relay on the loopback that forwards ends and resets unchanged and injects faults. Its
 * random choices depend only on its seed and the connection's number. Thread-safe.
 */
public final class ChaosRelay implements AutoCloseable {
  /** UP is away from whoever connected. */
  public enum Direction {
    UP,
    DOWN
  }

  private static final int BACKLOG = 4096;

  private final ServerSocket listener =
      new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
  private final SplittableRandom seeds;
  private final Map<Direction, Toxic> toxics = new ConcurrentHashMap<>();
  private final Map<Direction, LongAdder> passed = new EnumMap<>(Direction.class);
  private final Map<Direction, List<byte[]>> openings = new EnumMap<>(Direction.class);
  private final Set<Path> paths = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile int target;

  public ChaosRelay(long seed) throws IOException {
    seeds = new SplittableRandom(seed);
    for (Direction one : Direction.values()) {
      passed.put(one, new LongAdder());
      openings.put(one, new CopyOnWriteArrayList<>());
    }
    clear();
    thread("chaos-accept", this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The port of the loopback that connections lead to; until it is told, they are reset. */
  public void target(int port) {
    target = port;
  }

  /** From the next block on, of connections that are there and those to come. */
  public void set(Direction direction, Toxic toxic) {
    toxics.put(direction, toxic);
  }

  /**
   * The same for the connections that are there now, and only those, whatever is set or cleared for
   * all.
   */
  public void setOpen(Direction direction, Toxic toxic) {
    paths.forEach(path -> path.set(direction, toxic));
  }

  /** No harm from now on; what a toxic held back is lost with it. */
  public void clear() {
    for (Direction one : Direction.values()) {
      set(one, Toxic.NONE);
    }
  }

  /** Bytes taken from the senders and handled so far. */
  public long passed(Direction direction) {
    return passed.get(direction).sum();
  }

  /** The first block of each connection in this direction, in the order of their arrival. */
  public List<byte[]> openings(Direction direction) {
    return openings.get(direction);
  }

  /** Connections that are open now. */
  public int open() {
    return paths.size();
  }

  /** Resets all connections. */
  public void resetAll() {
    paths.forEach(Path::reset);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // Closed, or the target is not there: whoever connected was told.
      }
    }
  }

  private void connect(Socket near) throws IOException {
    var far = new Socket();
    var path = new Path(this, near, far, seeds.split());
    try {
      far.connect(new InetSocketAddress("127.0.0.1", target));
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
    } catch (IOException | IllegalArgumentException e) {
      path.reset();
      throw e;
    }
    paths.add(path);
    path.start();
  }

  Toxic toxic(Direction direction) {
    return toxics.get(direction);
  }

  void count(Direction direction, int bytes) {
    passed.get(direction).add(bytes);
  }

  void opened(Direction direction, byte[] block) {
    openings.get(direction).add(block);
  }

  void closed(Path path) {
    paths.remove(path);
  }

  void thread(String name, Runnable work) {
    Thread thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            });
    threads.add(thread);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    resetAll();
    threads.forEach(Thread::interrupt);
  }
}
