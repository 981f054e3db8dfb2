package io.culvert.proxy;

/** What became of a request at an outbound: what was asked for, or why not. */
public sealed interface Outcome<T> {
  record Success<T>(T value) implements Outcome<T> {}

  record Refused<T>(Failure failure) implements Outcome<T> {}

  static <T> Outcome<T> of(T value) {
    return new Success<>(value);
  }

  static <T> Outcome<T> refused(Failure failure) {
    return new Refused<>(failure);
  }
}
