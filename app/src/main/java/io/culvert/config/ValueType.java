package io.culvert.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The type of a key's value: its range, and its conversion from TOML and text and back. Immutable.
 *
 * @param <T> the Java type of the value
 */
public sealed interface ValueType<T> permits TextType, NumberType, SwitchType, ListType {

  /** The placeholder in help texts, such as {@code DURATION}. */
  String label();

  /** The allowed values, as a phrase that follows "allowed is". */
  String allowed();

  /** Reads a value that the TOML parser returned. */
  T read(Object toml) throws InvalidValueException;

  /** Reads the text of a flag or an environment variable: TOML in which strings need no quotes. */
  T readText(String text) throws InvalidValueException;

  /**
   * Reads the texts of a flag that was given at least once. Only a list accepts more than one text.
   */
  default T readTexts(List<String> texts) throws InvalidValueException {
    if (texts.size() > 1) {
      throw new InvalidValueException("is given " + texts.size() + " times", "give it once");
    }
    return readText(texts.get(0));
  }

  /** The value as TOML that {@link #read} accepts; a secret is redacted. */
  String write(T value);

  /** The value with relative file names resolved against {@code directory}. */
  default T locatedIn(Path directory, T value) {
    return value;
  }

  /** Whether a flag without a value means true. */
  default boolean isSwitch() {
    return false;
  }

  /** Whether the value must never be shown. */
  default boolean isSecret() {
    return false;
  }
}
