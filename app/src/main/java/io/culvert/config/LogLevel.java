package io.culvert.config;

/** The levels of the log, from fewest events to most. */
public enum LogLevel {
  ERROR("error"),
  WARNING("warning"),
  INFO("info"),
  DEBUG("debug");

  private final String word;

  LogLevel(String word) {
    this.word = word;
  }

  /** The level's name in the configuration. */
  public String word() {
    return word;
  }
}
