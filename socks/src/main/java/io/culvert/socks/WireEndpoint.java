package io.culvert.socks;

import io.culvert.address.AddressException;
import io.culvert.address.Endpoint;
import java.io.IOException;
import java.io.InputStream;

/** Reads the endpoint of a SOCKS 5 message; what is wrong with it gets a SOCKS 5 answer. */
final class WireEndpoint {
  private WireEndpoint() {}

  static Endpoint readFrom(InputStream in) throws IOException {
    try {
      return Endpoint.readFrom(in);
    } catch (AddressException e) {
      throw SocksException.of(e);
    }
  }
}
