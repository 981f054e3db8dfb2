package io.culvert.config;

import static java.util.stream.Collectors.joining;

import io.culvert.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Checks docs/CONFIGURATION.md, which is generated from the table of keys. */
class ReferencePageTest {
  private static final String HEAD =
      """
      # Configuration

      <!-- Made from the table of keys in io.culvert.config.Keys; a test compares it. Do not edit it here. -->

      A key can be set in three places. Where several set it, the first of this list wins:

      1. a flag of the same name: `--limits.idle-timeout=10m` or `--limits.idle-timeout 10m`;
      2. an environment variable: `CULVERT_LIMITS_IDLE_TIMEOUT=10m`;
      3. the TOML file that `--config` names: `limits.idle-timeout = "10m"`, or `idle-timeout = "10m"` under `[limits]`.

      Flags and variables hold TOML values, in which strings need no quotes. A list is a TOML array or values separated
      by commas: `--targets.allow='["10.0.0.0/8", "fd00::/8"]'` is the same as `--targets.allow=10.0.0.0/8,fd00::/8`. The
      flag of a list may be repeated. File names in a TOML file are relative to that file.

      An unknown key, an invalid value or a key that is set twice in one place stops the start. The error names the place,
      what is allowed and the nearest valid key. `culvert check --config FILE` prints the whole configuration that a file
      results in.

      Culvert refuses a file with secrets if group or others have access to it; `chmod 600 FILE` ends that access. This applies
      to `key-file`, `users-file`, `link-file`, `auth.users-file`, `auth.gssapi-keytab`, and a TOML file that contains `link`.

      """;

  @Test
  void thePageIsUpToDate() throws IOException {
    GeneratedPage.check("CONFIGURATION.md", HEAD + overview() + details());
  }

  private static String overview() {
    return Keys.ALL.stream()
        .map(ReferencePageTest::row)
        .collect(joining("\n", "| key | of | default | |\n| --- | --- | --- | --- |\n", "\n"));
  }

  private static String row(Key<?> key) {
    return "| [%s](#%s) | %s | %s | %s |"
        .formatted(key, anchor(key), roles(key), defaultValue(key), key.summary());
  }

  private static String roles(Key<?> key) {
    return key.roles().stream().sorted().map(Role::word).collect(joining(", "));
  }

  private static String defaultValue(Key<?> key) {
    return key.defaultToml().isEmpty() ? "" : "`" + key.defaultToml() + "`";
  }

  private static String heading(Key<?> key) {
    boolean shared = Keys.ALL.stream().filter(other -> other.name().equals(key.name())).count() > 1;
    return shared ? key + " (" + roles(key) + ")" : key.name();
  }

  /** Returns the anchor that GitHub and others derive from a heading. */
  private static String anchor(Key<?> key) {
    return heading(key).replaceAll("[.(),]", "").replace(' ', '-');
  }

  private static String details() {
    return Keys.ALL.stream().map(ReferencePageTest::section).collect(joining());
  }

  private static String section(Key<?> key) {
    String value =
        key.defaultToml().isEmpty() ? "No default." : "Default: " + defaultValue(key) + ".";
    return """

    ## %s

    %s

    Of: %s. Allowed: %s. %s Variable: `%s`.
    """
        .formatted(
            heading(key), key.details(), roles(key), key.type().allowed(), value, key.variable());
  }
}
