package io.culvert.assembly;

import io.culvert.auth.CredentialException;
import io.culvert.auth.ServerKeyFile;
import io.culvert.auth.UserDirectory;
import io.culvert.auth.UsersFileDirectory;
import io.culvert.config.ConfigurationException;
import io.culvert.config.ServerFiles;
import io.culvert.crypto.ServerKeyPair;

/**
 * A server's secrets. Immutable, except for the contents of the directory.
 *
 * @param keyPair the server's static keys
 * @param users the users of the server
 */
public record ServerCredentials(ServerKeyPair keyPair, UserDirectory users) {

  /** Reads the files. */
  public static ServerCredentials read(ServerFiles files)
      throws ConfigurationException, CredentialException {
    ServerKeyPair keyPair = ServerKeyFile.read(NamedFiles.existing(files.key()));
    return new ServerCredentials(
        keyPair, UsersFileDirectory.read(NamedFiles.existing(files.users())));
  }
}
