package io.culvert.config;

/**
 * What is logged. Immutable.
 *
 * @param level the least weight that is logged
 * @param targets whether a stream's line names its target
 */
public record LogSettings(LogLevel level, boolean targets) {

  static LogSettings of(Configuration configuration) {
    return new LogSettings(configuration.get(Keys.LOG_LEVEL), configuration.get(Keys.LOG_TARGETS));
  }
}
