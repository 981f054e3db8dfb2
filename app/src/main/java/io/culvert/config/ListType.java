package io.culvert.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tomlj.TomlArray;

/** A list of values. A single value is a list of one. */
record ListType<T>(ValueType<T> element) implements ValueType<List<T>> {

  @Override
  public String label() {
    return element.label() + ",...";
  }

  @Override
  public String allowed() {
    return "a list; each element: " + element.allowed();
  }

  @Override
  public List<T> read(Object toml) throws InvalidValueException {
    if (!(toml instanceof TomlArray array)) {
      return List.of(element.read(toml));
    }
    List<T> values = new ArrayList<>();
    for (Object value : array.toList()) {
      values.add(element.read(value));
    }
    return List.copyOf(values);
  }

  /** Reads a TOML array, or elements separated by commas, with or without brackets around them. */
  @Override
  public List<T> readText(String text) throws InvalidValueException {
    if (text.startsWith("[") || text.startsWith("\"") || text.startsWith("'")) {
      Optional<Object> toml = TomlText.value(text);
      if (toml.isPresent()) {
        return read(toml.get());
      }
    }
    return readBare(text.startsWith("[") && text.endsWith("]") ? inside(text) : text);
  }

  @Override
  public List<T> readTexts(List<String> texts) throws InvalidValueException {
    List<T> values = new ArrayList<>();
    for (String text : texts) {
      values.addAll(readText(text));
    }
    return List.copyOf(values);
  }

  private static String inside(String brackets) {
    return brackets.substring(1, brackets.length() - 1);
  }

  private List<T> readBare(String text) throws InvalidValueException {
    List<T> values = new ArrayList<>();
    if (!text.isBlank()) {
      for (String part : text.split(",", -1)) {
        values.add(element.readText(part.strip()));
      }
    }
    return List.copyOf(values);
  }

  @Override
  public String write(List<T> value) {
    return value.stream().map(element::write).collect(Collectors.joining(", ", "[", "]"));
  }
}
