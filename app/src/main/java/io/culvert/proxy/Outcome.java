package io.culvert.proxy;

import java.util.function.Function;

/** What became of a request at an outbound: what was asked for, or why not. */
public sealed interface Outcome<T> {
  record Success<T>(T value) implements Outcome<T> {}

  record Refused<T>(Failure failure) implements Outcome<T> {}

  /** The same refusal, or what becomes of the value. */
  default <R> Outcome<R> map(Function<T, R> success) {
    return switch (this) {
      case Success<T> yes -> of(success.apply(yes.value()));
      case Refused<T> no -> refused(no.failure());
    };
  }

  static <T> Outcome<T> of(T value) {
    return new Success<>(value);
  }

  static <T> Outcome<T> refused(Failure failure) {
    return new Refused<>(failure);
  }
}
