package io.culvert.config;

import io.culvert.identity.Link;
import java.util.Optional;

/**
 * The source of a local's link: the key {@code link} or {@code link-file}. If both are set, the one
 * from the stronger origin counts. Immutable.
 */
public sealed interface LinkSource {

  /** The configuration holds the link itself. */
  record Given(Link link) implements LinkSource {}

  /** A file holds the link. */
  record InFile(NamedFile file) implements LinkSource {}

  /** Returns the source that a configuration names; one of the two keys must be set. */
  static LinkSource of(Configuration configuration) throws ConfigurationException {
    return find(configuration)
        .orElseThrow(() ->
            ConfigurationException.of(
                "`culvert local` needs a link",
                "culvert local LINK, or --link-file FILE: the link is the line that `culvert init` printed on the server"));
  }

  /** Returns the source that a configuration names, if any. */
  static Optional<LinkSource> find(Configuration configuration) throws ConfigurationException {
    Optional<LinkSource> link = configuration.find(LocalKeys.LINK).map(Given::new);
    Optional<LinkSource> file = configuration.findFile(LocalKeys.LINK_FILE).map(InFile::new);
    if (link.isEmpty() || file.isEmpty()) {
      return link.or(() -> file);
    }
    int ofLink = strength(configuration.origin(LocalKeys.LINK));
    int ofFile = strength(configuration.origin(LocalKeys.LINK_FILE));
    if (ofLink == ofFile) {
      throw configuration.wrong(
          LocalKeys.LINK_FILE, "a link is given too", "give either link or link-file");
    }
    return ofLink > ofFile ? link : file;
  }

  private static int strength(Origin origin) {
    return switch (origin) {
      case Origin.Default none -> 0;
      case Origin.File file -> 1;
      case Origin.Variable variable -> 2;
      case Origin.Argument argument -> 3;
    };
  }
}
