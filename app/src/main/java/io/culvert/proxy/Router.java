package io.culvert.proxy;

/** Chooses the outbound of each request. Thread-safe. */
@FunctionalInterface
public interface Router {
  Outbound route(Request request);

  /** Everything goes to the one outbound. */
  static Router to(Outbound only) {
    return request -> only;
  }
}
