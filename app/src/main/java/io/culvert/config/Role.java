package io.culvert.config;

/** The side of the tunnel that a configuration is for. */
public enum Role {
  SERVER("server"),
  LOCAL("local");

  private final String word;

  Role(String word) {
    this.word = word;
  }

  /** The role's name in subcommands and messages. */
  public String word() {
    return word;
  }
}
