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
 * The carriers of this process: one for every two cores, which leaves cores to the kernel, the
 * compiler and other processes. A machine with two cores gets two, because a single carrier would
 * limit bulk transfer. The system property {@code jdk.virtualThreadScheduler.parallelism} overrides
 * the number.
 *
 * <p>The JDK has no public API for a custom scheduler of virtual threads. A package-private builder
 * accepts one; it is accessible if the JVM was started with {@code
 * --add-opens=java.base/java.lang=ALL-UNNAMED}, as the image's launcher does. Otherwise, or if the
 * operator configured it so, virtual threads run on the JDK's scheduler, and the carriers only wait
 * for the network.
 *
 * <p>As in any event loop, a thread that occupies its carrier delays every other thread on it. Long
 * computations, such as a password's hash, belong on a platform thread.
 */
public final class Carriers {
  private static final MethodHandle BUILDER = builder();
  private static final MethodHandle CARRIER_THREAD = carrierThread();
  private static final Carrier[] ALL = start();
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static volatile boolean jdkSchedules;

  private Carriers() {}

  /** Whether the virtual threads of {@link #threads} run on these carriers. */
  public static boolean carry() {
    return !jdkSchedules && BUILDER != null && CARRIER_THREAD != null;
  }

  /**
   * Makes the JDK's scheduler run all virtual threads, so that the carriers only wait for the
   * network. Must be called before the first thread is created.
   */
  public static void leaveThreadsToTheJdk() {
    jdkSchedules = true;
  }

  /** Creates virtual threads that stay on the calling thread's carrier. */
  public static ThreadFactory threads(String name) {
    return on(currentOrNext(), name);
  }

  /** Creates virtual threads that are spread over all carriers. */
  public static ThreadFactory spreadThreads(String name) {
    return carry() && ALL.length > 1 ? task -> on(next(), name).newThread(task) : threads(name);
  }

  /** Creates virtual threads on one carrier after the other, beginning with the first. */
  public static ThreadFactory threadsInTurn(String name) {
    var next = new AtomicInteger();
    return task -> on(ALL[next.getAndIncrement() % ALL.length], name).newThread(task);
  }

  /** How many carriers there are. */
  public static int count() {
    return ALL.length;
  }

  /** The calling thread's carrier, or null if it has none. */
  static Carrier current() {
    return thread() instanceof Carrier.Driver driver ? driver.carrier() : null;
  }

  /** The calling thread's carrier; for a thread without one, the carriers in turn. */
  static Carrier currentOrNext() {
    Carrier current = current();
    return current != null ? current : next();
  }

  private static Carrier next() {
    return ALL[Math.floorMod(NEXT.getAndIncrement(), ALL.length)];
  }

  /**
   * The platform thread that carries the calling thread, or the calling thread if the JDK hides its
   * carrier.
   */
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
