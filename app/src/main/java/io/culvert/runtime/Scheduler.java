package io.culvert.runtime;

import io.culvert.runtime.carrier.Carriers;

/** The scheduler of this process's virtual threads. */
public enum Scheduler {
  /** Culvert's own carriers, which also wait for the network. */
  CARRIERS,
  /** The JDK's scheduler and its poller. */
  JDK;

  /**
   * Chooses the scheduler of the whole process. Must be called before the first scope opens.
   *
   * @return the scheduler in use: {@link #JDK} if this JDK does not support Culvert's carriers
   */
  public static Scheduler use(Scheduler wanted) {
    if (wanted == JDK) {
      Carriers.leaveThreadsToTheJdk();
    }
    return Carriers.carry() ? CARRIERS : JDK;
  }
}
