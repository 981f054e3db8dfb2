package io.culvert.net.dns;

import io.culvert.runtime.Blocking;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * The operating system's resolver, which follows the hosts file, search domains and the operator's
 * other settings. It blocks its thread and ignores interrupts. Therefore only one look-up runs at
 * once, and further ones wait for it within their time-out. Thread-safe.
 */
public final class SystemResolver implements Resolver {
  private final Duration timeout;
  private final Blocking lookUps = new Blocking("look-up", 1);

  /**
   * @param timeout the limit for one look-up
   */
  public SystemResolver(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public List<InetAddress> resolve(String name) throws UnknownHostException, InterruptedException {
    try {
      return lookUps.callWithin(timeout, () -> List.of(InetAddress.getAllByName(name)));
    } catch (TimeoutException e) {
      throw new UnknownHostException(name + ": no answer in time");
    } catch (UnknownHostException e) {
      throw new UnknownHostException(name + ": no such name, or no answer");
    }
  }
}
