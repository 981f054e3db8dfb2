package io.culvert.cli;

import io.culvert.config.RuntimeSettings;
import io.culvert.config.SchedulerChoice;
import io.culvert.runtime.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Chooses the scheduler of a service's virtual threads before the service is created, and logs the
 * choice.
 */
final class Scheduling {
  private static final Logger LOG = System.getLogger(Scheduling.class.getName());

  private final SchedulerChoice wanted;
  private final Scheduler used;

  /** Chooses the scheduler of the whole process. */
  Scheduling(RuntimeSettings settings) {
    wanted = settings.scheduler();
    used =
        Scheduler.use(
            switch (wanted) {
              case CARRIERS -> Scheduler.CARRIERS;
              case JDK -> Scheduler.JDK;
            });
  }

  /** Logs the scheduler, and warns if it is not the configured one. */
  void report() {
    switch (used) {
      case CARRIERS -> LOG.log(Level.INFO, "threads run on carriers");
      case JDK -> LOG.log(Level.INFO, "threads run on the JDK's scheduler");
    }
    if (used == Scheduler.JDK && wanted == SchedulerChoice.CARRIERS) {
      LOG.log(
          Level.WARNING, "this Java runtime has no place for carriers: round trips take longer");
    }
  }
}
