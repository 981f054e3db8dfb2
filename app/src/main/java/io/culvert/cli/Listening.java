package io.culvert.cli;

import io.culvert.address.Endpoint;
import io.culvert.address.HostPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;

/** Binding, with failures that say which address and what to do. */
final class Listening {

  private Listening() {}

  /** Something that binds an address. */
  interface Binding<T> {
    T bind() throws IOException;
  }

  /**
   * Binds {@code address}.
   *
   * @param flag the flag that gives another address
   */
  static <T> T at(HostPort address, String flag, Binding<T> binding) throws Failure {
    try {
      return binding.bind();
    } catch (UnresolvedAddressException e) {
      throw new Failure(
          "cannot listen on " + address + ": unknown host",
          "give an address of this machine: " + flag);
    } catch (BindException e) {
      BindProblem problem = BindProblem.of(address.socketAddress());
      throw new Failure(
          "cannot listen on " + address + ": " + problem.words(), problem.hint() + ": " + flag);
    } catch (IOException e) {
      throw new Failure(
          "cannot listen on " + address + ": " + e.getMessage(),
          "give an address of this machine: " + flag);
    }
  }

  /** The same for what only starts. */
  static void at(HostPort address, String flag, Service.Step step) throws Failure {
    at(
        address,
        flag,
        () -> {
          step.run();
          return address;
        });
  }

  /** An address that was bound, with the host as it was asked for and the port that came of it. */
  static String text(HostPort asked, InetSocketAddress bound) {
    return new HostPort(asked.host(), bound.getPort()).toString();
  }

  /** An address that was bound. */
  static String text(InetSocketAddress bound) {
    return Endpoint.of(bound).toString();
  }
}
