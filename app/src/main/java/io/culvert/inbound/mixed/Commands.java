package io.culvert.inbound.mixed;

import io.culvert.proxy.Command;
import java.util.Map;
import java.util.Optional;

/** The engine's commands for CMD of RFC 1928 section 4, and for CD of version 4, which agree. */
final class Commands {
  private static final Map<io.culvert.socks.Command, Command> BY_CODE =
      Map.of(
          io.culvert.socks.Command.CONNECT, Command.CONNECT,
          io.culvert.socks.Command.BIND, Command.BIND,
          io.culvert.socks.Command.UDP_ASSOCIATE, Command.UDP_ASSOCIATE);

  private Commands() {}

  /** Empty for a code without a name. */
  static Optional<Command> of(io.culvert.socks.Command asked) {
    return Optional.ofNullable(BY_CODE.get(asked));
  }
}
