package io.culvert.runtime;

import io.culvert.runtime.carrier.Carriers;

/** What virtual threads are run by in this process. */
public enum Scheduler {
  /** Carriers of our own, which wait for the network themselves. */
  CARRIERS,
  /** The JDK's scheduler and its poller. */
  JDK;

  /**
   * Chooses for the whole process; to be called before anything starts a scope.
   *
   * @return which one is used: the JDK's where this JDK does not let carriers of our own be used
   */
  public static Scheduler use(Scheduler wanted) {
    if (wanted == JDK) {
      Carriers.leaveThreadsToTheJdk();
    }
    return Carriers.carry() ? CARRIERS : JDK;
  }
}
