package io.culvert.net.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The resolver of the operating system, which knows the hosts file, search domains and what else
 * the operator has set up. It blocks its thread and heeds no interrupt, so each look-up has a
 * platform thread of its own; there is one at a time. Thread-safe.
 */
public final class SystemResolver implements Resolver {
  private final Duration timeout;
  private final Semaphore permit = new Semaphore(1);

  /**
   * @param timeout for one look-up
   */
  public SystemResolver(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public List<InetAddress> resolve(String name) throws UnknownHostException, InterruptedException {
    if (!permit.tryAcquire()) {
      throw new UnknownHostException(name + ": the last look-up has not ended yet");
    }
    var answer = new FutureTask<>(() -> lookUp(name));
    Thread.ofPlatform().daemon().name("look-up").start(answer);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new UnknownHostException(name + ": no answer in time");
    } catch (ExecutionException e) {
      throw new UnknownHostException(name + ": no such name, or no answer");
    }
  }

  private List<InetAddress> lookUp(String name) throws UnknownHostException {
    try {
      return List.of(InetAddress.getAllByName(name));
    } finally {
      permit.release();
    }
  }
}
