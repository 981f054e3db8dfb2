package io.culvert.socks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A method of RFC 1928 section 3 with its sub-negotiation. */
public interface AuthenticationMethod {
  /** The methods by which this authenticator lets clients in. */
  static List<AuthenticationMethod> of(Authenticator authenticator) {
    return switch (authenticator) {
      case Authenticator.Everybody everybody ->
          everybody.anyCredentials()
              ? List.of(new NoAuthentication(), new UsernamePassword((user, password) -> true))
              : List.of(new NoAuthentication());
      case Authenticator.Nobody nobody -> List.of();
      case Authenticator.Passwords passwords -> List.of(new UsernamePassword(passwords.test()));
    };
  }

  /** What a client offers, and the server selects. */
  Method method();

  /**
   * Blocks until the client has authenticated.
   *
   * @return what the request is to be read from: a method may encapsulate it
   * @throws IOException if the client has not; of its own kind with what to answer
   */
  InputStream authenticate(InputStream in, OutputStream out) throws IOException;

  /** Lets everybody in. */
  record NoAuthentication() implements AuthenticationMethod {
    @Override
    public Method method() {
      return Method.NO_AUTHENTICATION_REQUIRED;
    }

    @Override
    public InputStream authenticate(InputStream in, OutputStream out) {
      return in;
    }
  }

  /** RFC 1929. */
  record UsernamePassword(Authenticator.PasswordTest test) implements AuthenticationMethod {
    @Override
    public Method method() {
      return Method.USERNAME_PASSWORD;
    }

    @Override
    public InputStream authenticate(InputStream in, OutputStream out) throws IOException {
      var request = UsernamePasswordRequest.readFrom(in);
      boolean verified =
          test.verify(new String(request.uname(), StandardCharsets.UTF_8), request.passwd());
      Arrays.fill(request.passwd(), (byte) 0);
      if (!verified) {
        throw new SocksException.AuthenticationFailed("wrong user name or password");
      }
      out.write(UsernamePasswordReply.SUCCESS.octets());
      return in;
    }
  }
}
