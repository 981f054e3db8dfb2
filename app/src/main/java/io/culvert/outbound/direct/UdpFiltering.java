package io.culvert.outbound.direct;

/** Whose datagrams an association accepts: RFC 4787 section 5. */
public enum UdpFiltering {
  /** Those of every host, which suits peer-to-peer applications best. */
  ENDPOINT_INDEPENDENT,
  /** Those of hosts that the client has sent to, from any of their ports. */
  ADDRESS_DEPENDENT
}
