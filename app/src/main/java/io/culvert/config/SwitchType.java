package io.culvert.config;

/** True or false. */
record SwitchType() implements ValueType<Boolean> {

  @Override
  public String label() {
    return "BOOLEAN";
  }

  @Override
  public String allowed() {
    return "true or false";
  }

  @Override
  public Boolean read(Object toml) throws InvalidValueException {
    if (!(toml instanceof Boolean value)) {
      throw new InvalidValueException(
          TomlText.describe(toml) + " is neither true nor false", "allowed is " + allowed());
    }
    return value;
  }

  @Override
  public Boolean readText(String text) throws InvalidValueException {
    return read(TomlText.value(text).orElse(text));
  }

  @Override
  public String write(Boolean value) {
    return value.toString();
  }

  @Override
  public boolean isSwitch() {
    return true;
  }
}
