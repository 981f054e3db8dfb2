package io.culvert.assembly;

import io.culvert.auth.CredentialException;
import io.culvert.auth.LinkFile;
import io.culvert.config.ConfigurationException;
import io.culvert.config.LinkSource;
import io.culvert.config.NegotiationSettings;
import io.culvert.identity.Link;

/**
 * A local's secrets. Immutable.
 *
 * @param link the server's address and key, and this local's identity
 * @param clients the clients that may use the local
 */
public record LocalCredentials(Link link, ClientCredentials clients) {

  /** Reads the files that the settings name. */
  public static LocalCredentials read(LinkSource link, NegotiationSettings clients)
      throws ConfigurationException, CredentialException {
    return new LocalCredentials(read(link), ClientCredentials.read(clients));
  }

  private static Link read(LinkSource source) throws ConfigurationException, CredentialException {
    return switch (source) {
      case LinkSource.Given given -> given.link();
      case LinkSource.InFile in -> LinkFile.read(NamedFiles.existing(in.file()));
    };
  }
}
