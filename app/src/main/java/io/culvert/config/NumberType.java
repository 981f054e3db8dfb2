package io.culvert.config;

/** A whole number in a closed range. */
record NumberType(int least, int most) implements ValueType<Integer> {

  @Override
  public String label() {
    return "NUMBER";
  }

  @Override
  public String allowed() {
    return "a whole number from " + least + " to " + most;
  }

  @Override
  public Integer read(Object toml) throws InvalidValueException {
    if (!(toml instanceof Long number)) {
      throw invalid(TomlText.describe(toml) + " is not a whole number");
    }
    if (number < least || number > most) {
      throw invalid(number + " is out of range");
    }
    return number.intValue();
  }

  @Override
  public Integer readText(String text) throws InvalidValueException {
    return read(TomlText.value(text).orElse(text));
  }

  private InvalidValueException invalid(String problem) {
    return new InvalidValueException(problem, "allowed is " + allowed());
  }

  @Override
  public String write(Integer value) {
    return value.toString();
  }
}
