package io.culvert.config;

/**
 * How the program runs. Immutable.
 *
 * @param scheduler the scheduler of the virtual threads
 */
public record RuntimeSettings(SchedulerChoice scheduler) {

  static RuntimeSettings of(Configuration configuration) {
    return new RuntimeSettings(configuration.get(SharedKeys.RUNTIME_SCHEDULER));
  }
}
