package io.culvert.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that is a string in TOML. Its parser throws an IllegalArgumentException that describes
 * the mistake.
 */
final class TextType<T> implements ValueType<T> {
  private final String label;
  private final String allowed;
  private final Function<String, T> parser;
  private final Function<T, String> writer;

  TextType(String label, String allowed, Function<String, T> parser, Function<T, String> writer) {
    this.label = label;
    this.allowed = allowed;
    this.parser = parser;
    this.writer = writer;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String allowed() {
    return allowed;
  }

  @Override
  public T read(Object toml) throws InvalidValueException {
    if (!(toml instanceof String text)) {
      throw invalid(TomlText.describe(toml) + " is not a string");
    }
    return parse(text);
  }

  @Override
  public T readText(String text) throws InvalidValueException {
    Optional<Object> quoted =
        text.startsWith("\"") || text.startsWith("'") ? TomlText.value(text) : Optional.empty();
    return quoted.isPresent() ? read(quoted.get()) : parse(text);
  }

  private T parse(String text) throws InvalidValueException {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private InvalidValueException invalid(String problem) {
    return new InvalidValueException(problem, "allowed is " + allowed);
  }

  @Override
  public String write(T value) {
    return TomlText.quoted(writer.apply(value));
  }

  @Override
  public T locatedIn(Path directory, T value) {
    if (value instanceof Path path) {
      return parser.apply(directory.resolve(path).normalize().toString());
    }
    return value;
  }

  @Override
  public boolean isSecret() {
    return label.equals(ValueTypes.LINK_LABEL);
  }
}
