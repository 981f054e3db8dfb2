package io.culvert.cli;

import io.culvert.assembly.TomlFile;
import io.culvert.config.ConfigurationException;
import io.culvert.config.ConfigurationSources;
import io.culvert.config.Key;
import io.culvert.config.Keys;
import io.culvert.config.LogLevel;
import io.culvert.config.Origin;
import io.culvert.config.Role;
import io.culvert.config.TomlSource;
import io.culvert.config.Written;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The options that stand for configuration keys, with {@code --config} and {@code --verbose}. */
final class KeyOptions {
  private static final String CONFIG = "--config";
  private static final String VERBOSE = "--verbose";
  private static final String LINK = "LINK";
  private static final String LOG_LEVEL = "log.level";

  private KeyOptions() {}

  /** Adds the positional form of {@code --link}. */
  static void addLinkTo(CommandSpec spec) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .type(String.class)
            .paramLabel(LINK)
            .description("the line that `culvert init` printed; the same as --link")
            .build());
  }

  /** Adds the options of a role's keys. */
  static void addTo(CommandSpec spec, Role role) {
    addTo(spec, Keys.of(role));
  }

  /** Adds the options of these keys; keys with the same name share an option. */
  static void addTo(CommandSpec spec, List<Key<?>> keys) {
    spec.addOption(Specs.option(CONFIG, "FILE", "read keys from a TOML file"));
    spec.addOption(Specs.flag("log more; the same as --log.level=debug", "-v", VERBOSE));
    for (Key<?> key : keys) {
      if (spec.findOption(key.flag()) == null) {
        spec.addOption(option(key));
      }
    }
  }

  private static OptionSpec option(Key<?> key) {
    return OptionSpec.builder(key.flag())
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(key.type().label())
        .description(description(key))
        .build();
  }

  private static String description(Key<?> key) {
    String value = key.defaultToml().replace("\"", "");
    boolean telling = !value.isEmpty() && !value.equals("[]");
    return telling ? key.summary() + " (default " + value + ")" : key.summary();
  }

  /** Returns the arguments with {@code =true} appended to each switch without a value. */
  static String[] withSwitchValues(String... arguments) {
    String[] complete = arguments.clone();
    for (int i = 0; i < complete.length; i++) {
      boolean valueFollows = i + 1 < complete.length && complete[i + 1].matches("true|false");
      if (isSwitch(complete[i]) && !valueFollows) {
        complete[i] += "=true";
      }
    }
    return complete;
  }

  private static boolean isSwitch(String argument) {
    return Keys.ALL.stream().anyMatch(key -> key.type().isSwitch() && key.flag().equals(argument));
  }

  /** Returns the configuration's sources. */
  static ConfigurationSources sources(
      ParseResult arguments, Role role, Map<String, String> environment)
      throws ConfigurationException {
    return new ConfigurationSources(file(arguments), environment, written(arguments, role));
  }

  /** Reads the file that {@code --config} names. */
  static Optional<TomlSource> file(ParseResult arguments) throws ConfigurationException {
    String name = arguments.matchedOptionValue(CONFIG, null);
    return name == null ? Optional.empty() : Optional.of(TomlFile.read(Path.of(name)));
  }

  /** Returns the values that flags give to keys of a role. */
  static List<Written> written(ParseResult arguments, Role role) {
    List<Written> values = new ArrayList<>();
    for (Key<?> key : Keys.of(role)) {
      List<String> texts = arguments.matchedOptionValue(key.flag(), List.<String>of());
      texts.forEach(text -> values.add(Written.flag(key, text)));
    }
    String link = arguments.matchedPositionalValue(0, null);
    if (link != null) {
      Key<?> key = Keys.find(role, LINK.toLowerCase(Locale.ROOT)).orElseThrow();
      values.add(new Written(key, link, new Origin.Argument(LINK)));
    }
    if (Specs.isSet(arguments, VERBOSE)) {
      Key<?> level = Keys.find(role, LOG_LEVEL).orElseThrow();
      values.add(new Written(level, LogLevel.DEBUG.word(), new Origin.Argument(VERBOSE)));
    }
    return values;
  }

  /** Refuses flags of keys that only the other role has. */
  static void refuseOthers(ParseResult arguments, Role role) throws ConfigurationException {
    for (Key<?> key : Keys.ALL) {
      if (Specs.isSet(arguments, key.flag()) && Keys.find(role, key.name()).isEmpty()) {
        throw ConfigurationException.at(
            new Origin.Argument(key.flag()),
            key.name(),
            "is no key of a " + role.word(),
            "leave it out, or check another file");
      }
    }
  }
}
