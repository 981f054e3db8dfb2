package io.culvert.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to the socket of a service manager on Linux. The JDK has no datagrams over Unix
 * sockets, so that this class calls the C library. It keeps its descriptor until the process ends.
 * Thread-safe.
 */
final class NotifySocket {
  // Specification: socket(2), unix(7), send(2).
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** The length of {@code sun_path} in {@code struct sockaddr_un}. */
  private static final int MAX_PATH_LENGTH = 108;

  /** The bytes before {@code sun_path}: {@code sun_family}. */
  private static final int FAMILY_LENGTH = 2;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO =
      function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private final String address;
  private final byte[] path;
  private final int descriptor;

  /**
   * @param address an absolute path, or {@code @} and the name of an abstract socket
   * @throws IOException if the address has another form, or no socket can be had
   */
  NotifySocket(String address) throws IOException {
    this.address = address;
    path = path(address);
    descriptor = socket();
    if (descriptor < 0) {
      throw new IOException("no socket can be had");
    }
  }

  @SuppressWarnings("restricted") // The image is started with --enable-native-access.
  private static MethodHandle function(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type);
  }

  private static byte[] path(String address) throws IOException {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    boolean known = address.startsWith("/") || address.startsWith("@") && path.length > 1;
    if (!known || path.length > MAX_PATH_LENGTH) {
      throw new IOException(address + " is no address of a Unix socket");
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    return path;
  }

  /**
   * Sends one datagram. Blocks while the receiver's queue is full.
   *
   * @throws IOException if it could not be sent
   */
  void send(String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(bytes.length);
      MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
      MemorySegment to = arena.allocate(FAMILY_LENGTH + path.length, JAVA_SHORT.byteAlignment());
      to.set(JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, to, JAVA_BYTE, FAMILY_LENGTH, path.length);
      if (sendTo(data, to) != bytes.length) {
        throw new IOException(address + " took no message");
      }
    }
  }

  private static int socket() {
    try {
      return (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long sendTo(MemorySegment data, MemorySegment to) {
    try {
      return (long)
          SENDTO.invokeExact(
              descriptor, data, data.byteSize(), MSG_NOSIGNAL, to, (int) to.byteSize());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
