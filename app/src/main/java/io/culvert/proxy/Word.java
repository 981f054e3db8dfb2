package io.culvert.proxy;

import java.util.Locale;

/**
 * An enum whose constants log and meters show. A constant's word never changes once released, and
 * so its name does not either.
 */
public interface Word {
  /** The constant's name. */
  String name();

  /** The name in lower case with hyphens. */
  default String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
