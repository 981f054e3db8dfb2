package io.culvert.config;

/**
 * The files that hold a server's secrets. Immutable.
 *
 * @param key the server's private key
 * @param users the users' names, ids and keys
 */
public record ServerFiles(NamedFile key, NamedFile users) {

  /** Returns the files that a configuration names; both keys must be set. */
  public static ServerFiles of(Configuration configuration) throws ConfigurationException {
    return new ServerFiles(
        configuration.requireFile(ServerKeys.KEY_FILE),
        configuration.requireFile(ServerKeys.USERS_FILE));
  }
}
