package io.culvert.config;

/** How much is logged, least first. */
public enum LogLevel {
  ERROR("error"),
  WARNING("warning"),
  INFO("info"),
  DEBUG("debug");

  private final String word;

  LogLevel(String word) {
    this.word = word;
  }

  /** The level as the configuration writes it. */
  public String word() {
    return word;
  }
}
