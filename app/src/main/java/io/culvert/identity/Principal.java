package io.culvert.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kerberos principal, or a rule for principals: {@code NAME@REALM}, an at sign or a backslash
 * within a name behind a backslash. Immutable.
 */
public record Principal(String name, String realm) {
  /** The name that stands for every name of a realm. */
  public static final String ANY = "*";

  private static final Pattern FORM = Pattern.compile("((?:[^@\\\\]|\\\\.)+)@([^@\\\\/:]+)");

  /** RFC 6111: names that a KDC gives to nobody in particular, such as the anonymous one. */
  private static final String WELL_KNOWN = "WELLKNOWN/";

  /**
   * @throws IllegalArgumentException if the text has another form
   */
  public static Principal parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a principal is NAME@REALM");
    }
    return new Principal(matcher.group(1), matcher.group(2));
  }

  /** As a rule: whether a client of this name is meant. Case matters in Kerberos. */
  public boolean covers(Principal client) {
    return realm.equals(client.realm)
        && (name.equals(client.name) || name.equals(ANY) && !client.name.startsWith(WELL_KNOWN));
  }

  @Override
  public String toString() {
    return name + "@" + realm;
  }
}
