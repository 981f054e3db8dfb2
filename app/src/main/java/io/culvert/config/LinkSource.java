package io.culvert.config;

import io.culvert.auth.LinkFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a local's link comes from: the key {@code link} or {@code link-file}, whichever was written
 * at the stronger place.
 */
final class LinkSource {

  private LinkSource() {}

  /** The link, if one is configured. */
  static Optional<Link> find(Configuration configuration) throws ConfigurationException {
    Optional<Link> link = configuration.find(Keys.LINK);
    Optional<Path> file = configuration.find(Keys.LINK_FILE);
    if (file.isEmpty()) {
      return link;
    }
    int strength =
        strength(configuration.origin(Keys.LINK)) - strength(configuration.origin(Keys.LINK_FILE));
    if (link.isPresent() && strength == 0) {
      throw configuration.wrong(
          Keys.LINK_FILE, "a link is given too", "give either link or link-file");
    }
    return strength > 0
        ? link
        : Optional.of(LinkFile.read(configuration.requireFile(Keys.LINK_FILE)));
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
