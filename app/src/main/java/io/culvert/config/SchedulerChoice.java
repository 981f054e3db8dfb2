package io.culvert.config;

/** What runs the program's virtual threads. */
public enum SchedulerChoice {
  CARRIERS("carriers"),
  JDK("jdk");

  private final String word;

  SchedulerChoice(String word) {
    this.word = word;
  }

  /** The word of the configuration. */
  public String word() {
    return word;
  }
}
