package io.culvert.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Handles SIGTERM, SIGINT and SIGHUP, which do not end the process, until closed. The JVM runs the
 * handler of each signal in a thread of its own.
 *
 * <p>Uses {@code sun.misc.Signal} by reflection: it has no successor, and the compiler's warning
 * about it cannot be suppressed. Where it is missing, signals end the process as usual.
 */
final class StopSignals implements AutoCloseable {
  static final int SIGHUP = 1;
  static final int SIGINT = 2;
  static final int SIGTERM = 15;
  private static final Map<String, Integer> NUMBERS =
      Map.of("HUP", SIGHUP, "INT", SIGINT, "TERM", SIGTERM);

  private final List<Runnable> restorers = new ArrayList<>();

  private StopSignals() {}

  /** Calls {@code handler} with the number of each signal from now on. */
  static StopSignals install(IntConsumer handler) {
    StopSignals signals = new StopSignals();
    try {
      for (String name : NUMBERS.keySet()) {
        signals.install(name, handler);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      System.getLogger(StopSignals.class.getName())
          .log(System.Logger.Level.DEBUG, "signals end the process at once", e);
    }
    return signals;
  }

  private void install(String name, IntConsumer handler) throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Method handle = signalType.getMethod("handle", signalType, handlerType);
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    Object ours =
        Proxy.newProxyInstance(
            handlerType.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) -> {
              handler.accept(NUMBERS.get(name));
              return null;
            });
    Object previous = handle.invoke(null, signal, ours);
    restorers.add(() -> restore(handle, signal, previous));
  }

  private static void restore(Method handle, Object signal, Object previous) {
    try {
      handle.invoke(null, signal, previous);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a handler that could be set cannot be set back", e);
    }
  }

  @Override
  public void close() {
    restorers.forEach(Runnable::run);
  }
}
