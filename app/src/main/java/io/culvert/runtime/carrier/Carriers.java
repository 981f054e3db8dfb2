package io.culvert.runtime.carrier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The carriers of this process: one for every two cores, which leaves the rest to the kernel, the
 * compiler and the neighbours, but two where there are two cores, for a single one is what bulk
 * data would wait for. An operator's {@code jdk.virtualThreadScheduler.parallelism} stands instead.
 *
 * <p>The JDK has no public way to give virtual threads another scheduler. The builder that its own
 * tests use takes one, and is in reach where the program was started with {@code
 * --add-opens=java.base/java.lang=ALL-UNNAMED}, as the image's is. Elsewhere, or where an operator
 * chose so, virtual threads run on the JDK's scheduler, and the carriers only wait for the network.
 *
 * <p>As in any event loop, who holds on to a carrier holds up all that it carries: what takes long
 * without waiting for the network, a password's hash say, belongs on a platform thread.
 */
public final class Carriers {
  private static final MethodHandle BUILDER = builder();
  private static final MethodHandle CARRIER_THREAD = carrierThread();
  private static final Carrier[] ALL = start();
  private static final AtomicInteger TURN = new AtomicInteger();
  private static volatile boolean left;

  private Carriers() {}

  /** Whether virtual threads of {@link #threads} run on these carriers. */
  public static boolean carry() {
    return !left && BUILDER != null && CARRIER_THREAD != null;
  }

  /**
   * From now on the JDK's scheduler runs virtual threads, and the carriers only wait for the
   * network. To be called before the first thread is made.
   */
  public static void leaveThreadsToTheJdk() {
    left = true;
  }

  /** Makes virtual threads that stay on the calling thread's carrier. */
  public static ThreadFactory threads(String name) {
    return on(hereOrNext(), name);
  }

  /** Makes virtual threads that are spread over all carriers. */
  public static ThreadFactory spreadThreads(String name) {
    return carry() && ALL.length > 1 ? task -> on(next(), name).newThread(task) : threads(name);
  }

  /** The calling thread's carrier, or null if it has none. */
  static Carrier here() {
    return thread() instanceof Carrier.Driver driver ? driver.carrier() : null;
  }

  /** The calling thread's carrier; for threads that have none, each in turn. */
  static Carrier hereOrNext() {
    Carrier here = here();
    return here != null ? here : next();
  }

  private static Carrier next() {
    return ALL[Math.floorMod(TURN.getAndIncrement(), ALL.length)];
  }

  /** The platform thread under the calling one, if it can be known. */
  private static Thread thread() {
    if (CARRIER_THREAD == null) {
      return Thread.currentThread();
    }
    try {
      return (Thread) CARRIER_THREAD.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static ThreadFactory on(Carrier carrier, String name) {
    if (!carry()) {
      return Thread.ofVirtual().name(name).factory();
    }
    try {
      var builder = (Thread.Builder.OfVirtual) BUILDER.invokeExact((Executor) carrier);
      return builder.name(name).factory();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle builder() {
    try {
      Class<?> type = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findConstructor(type, MethodType.methodType(void.class, Executor.class))
          .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static MethodHandle carrierThread() {
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findStatic(Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static Carrier[] start() {
    int cores = Runtime.getRuntime().availableProcessors();
    int enough = Math.max(Math.min(2, cores), Math.ceilDiv(cores, 2));
    int count = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", enough);
    return IntStream.range(0, count).mapToObj(Carriers::carrier).toArray(Carrier[]::new);
  }

  private static Carrier carrier(int number) {
    try {
      return Carrier.start("carrier-" + number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
