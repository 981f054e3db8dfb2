package io.culvert.outbound.direct;

import io.culvert.address.Address;
import io.culvert.proxy.Request;

/** Whose share a request's look-ups count against. */
final class Asker {
  private Asker() {}

  /** The request's user, or its source address if the inbound authenticates nobody. */
  static String of(Request request) {
    return request.user().isEmpty()
        ? Address.of(request.source().getAddress()).toString()
        : request.user();
  }
}
