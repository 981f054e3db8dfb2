package io.culvert.config;

/** The filtering that the operator chose for UDP associations. */
public enum UdpFilteringChoice {
  ENDPOINT_INDEPENDENT("endpoint-independent"),
  ADDRESS_DEPENDENT("address-dependent");

  private final String word;

  UdpFilteringChoice(String word) {
    this.word = word;
  }

  /** The filtering's name in the configuration. */
  public String word() {
    return word;
  }
}
