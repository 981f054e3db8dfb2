package io.culvert.socks;

import java.net.InetAddress;

/**
 * Decides who may use the proxy. Implementations are thread-safe and take the same time for every
 * wrong answer.
 */
public interface Authenticator {
  /** Asks nobody for anything. */
  Authenticator NONE =
      new Authenticator() {
        @Override
        public boolean required() {
          return false;
        }

        @Override
        public boolean verify(String user, byte[] password) {
          return true;
        }
      };

  /** Lets nobody in by name and password: for where another method is all there is. */
  Authenticator NOBODY =
      new Authenticator() {
        @Override
        public boolean required() {
          return true;
        }

        @Override
        public boolean verify(String user, byte[] password) {
          return false;
        }
      };

  /** Whether clients must authenticate. */
  boolean required();

  /**
   * @param user UNAME, read as UTF-8
   * @param password the octets of PASSWD
   */
  boolean verify(String user, byte[] password);

  /**
   * The same for the clients of one host, whose wrong answers may cost time.
   *
   * @param host where the client comes from
   */
  default Authenticator forClientsOf(InetAddress host) {
    return this;
  }
}
