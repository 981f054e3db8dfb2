package io.culvert.inbound.mixed;

import io.culvert.socks.Authenticator;
import io.culvert.socks.Method;
import io.culvert.socks.SocksException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs why a local without users refuses an application that offers only a user name and a
 * password: at the first refusal, and then at most once in ten minutes. Thread-safe.
 */
final class CredentialsHint {
  private static final Logger LOG = System.getLogger(CredentialsHint.class.getName());
  private static final long QUIET_NANOS = Duration.ofMinutes(10).toNanos();

  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  void refused(SocksException refusal, Authenticator asked) {
    if (asked instanceof Authenticator.Everybody
        && refusal instanceof SocksException.NoAcceptableMethods none
        && none.offered().contains(Method.USERNAME_PASSWORD)
        && isDue()) {
      LOG.log(
          Level.INFO,
          "a client was refused: it offered only user/password; this local has no users:"
              + " auth.users-file, or auth.ignore-credentials");
    }
  }

  private boolean isDue() {
    long last = lastNanos.get();
    long now = System.nanoTime();
    return now - last >= QUIET_NANOS && lastNanos.compareAndSet(last, now);
  }
}
