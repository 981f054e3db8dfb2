package io.culvert.runtime;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map with a most: beyond it an entry makes room for the new one. Not thread-safe. */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;
  private static final int CAPACITY = 16;
  private static final float LOAD_FACTOR = 0.75f;

  private final int most;

  private BoundedMap(int most, boolean byUse) {
    super(CAPACITY, LOAD_FACTOR, byUse);
    this.most = most;
  }

  /** The entry that was added first makes room. */
  public static <K, V> Map<K, V> byAge(int most) {
    return new BoundedMap<>(most, false);
  }

  /** The entry whose last use is longest ago makes room. */
  public static <K, V> Map<K, V> byUse(int most) {
    return new BoundedMap<>(most, true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
