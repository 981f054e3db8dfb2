package io.culvert.config;

/**
 * How the program runs. Immutable.
 *
 * @param scheduler what runs its virtual threads
 */
public record RuntimeSettings(SchedulerChoice scheduler) {

  static RuntimeSettings of(Configuration configuration) {
    return new RuntimeSettings(configuration.get(Keys.RUNTIME_SCHEDULER));
  }
}
