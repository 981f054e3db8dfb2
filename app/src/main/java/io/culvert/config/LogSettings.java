package io.culvert.config;

/**
 * The settings of the log. Immutable.
 *
 * @param level the lowest level that is logged
 * @param targets whether the log line of a stream names its target
 */
public record LogSettings(LogLevel level, boolean targets) {

  static LogSettings of(Configuration configuration) {
    return new LogSettings(
        configuration.get(SharedKeys.LOG_LEVEL), configuration.get(SharedKeys.LOG_TARGETS));
  }
}
