package io.culvert.cli;

import io.culvert.address.Endpoint;
import io.culvert.address.HostPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;

/** Binds addresses; its failures name the address and a remedy. */
final class Listening {

  private Listening() {}

  /** An operation that binds an address. */
  interface Binding<T> {
    T bind() throws IOException;
  }

  /**
   * Binds {@code address}.
   *
   * @param flag the flag that sets the address, for the hint
   */
  static <T> T at(HostPort address, String flag, Binding<T> binding) throws CommandFailedException {
    try {
      return binding.bind();
    } catch (UnresolvedAddressException e) {
      throw new CommandFailedException(
          "cannot listen on " + address + ": unknown host",
          "give an address of this machine: " + flag);
    } catch (BindException e) {
      BindProblem problem = BindProblem.of(address.socketAddress());
      throw new CommandFailedException(
          "cannot listen on " + address + ": " + problem.words(), problem.hint() + ": " + flag);
    } catch (IOException e) {
      throw new CommandFailedException(
          "cannot listen on " + address + ": " + e.getMessage(),
          "give an address of this machine: " + flag);
    }
  }

  /** Like {@link #at(HostPort, String, Binding)}, for an operation without a result. */
  static void at(HostPort address, String flag, Service.Step step) throws CommandFailedException {
    at(
        address,
        flag,
        () -> {
          step.run();
          return address;
        });
  }

  /** Returns the configured host with the port that was bound. */
  static String text(HostPort asked, InetSocketAddress bound) {
    return new HostPort(asked.host(), bound.getPort()).toString();
  }

  /** Returns a bound address as text. */
  static String text(InetSocketAddress bound) {
    return Endpoint.of(bound).toString();
  }
}
