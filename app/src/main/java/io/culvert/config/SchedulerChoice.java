package io.culvert.config;

/** The scheduler that the operator chose for virtual threads. */
public enum SchedulerChoice {
  CARRIERS("carriers"),
  JDK("jdk");

  private final String word;

  SchedulerChoice(String word) {
    this.word = word;
  }

  /** The scheduler's name in the configuration. */
  public String word() {
    return word;
  }
}
