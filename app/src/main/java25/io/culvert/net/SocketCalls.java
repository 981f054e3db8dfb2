package io.culvert.net;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The system's calls that move bytes. A channel copies each byte by way of a buffer outside of the
 * heap; here read(2) and write(2) are given the heap's own memory (JEP 454, {@code
 * Linker.Option.critical}), which spares up to a tenth of the processor time. Both need a socket
 * that does not block: the JVM waits for whoever is in such a call.
 *
 * <p>The descriptor is in reach on Linux, where the program was started with {@code
 * --add-exports=java.base/sun.nio.ch=ALL-UNNAMED}, as the image's is. Elsewhere the channel moves
 * the bytes as well.
 */
final class SocketCalls {
  private static final MethodHandle DESCRIPTOR = descriptor();
  private static final MethodHandle READ = call("read");
  private static final MethodHandle WRITE = call("write");

  /** From Linux's errno.h. */
  private static final int EINTR = 4;

  private static final int EAGAIN = 11;
  private static final int EPIPE = 32;

  /** Where it was thrown says nothing: the peer did it. */
  private static final class Failure extends SocketException {
    private static final long serialVersionUID = 1L;
    private static final MethodHandle STRERROR = strerror();

    private final int errno;

    private Failure(int errno) {
      this.errno = errno;
    }

    @Override
    public String getMessage() {
      try {
        return ((MemorySegment) STRERROR.invokeExact(errno)).getString(0);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private final SocketChannel channel;
  private final int descriptor;

  SocketCalls(SocketChannel channel) {
    this.channel = channel;
    this.descriptor = isDirect() ? descriptorOf(channel) : -1;
  }

  /** Whether bytes move without a copy. */
  static boolean isDirect() {
    return DESCRIPTOR != null;
  }

  /** See {@link SocketTransfer#read}. */
  int read(ByteBuffer to) throws IOException {
    if (!isDirect()) {
      return channel.read(to);
    }
    int[] errno = new int[1];
    int n = (int) read(errno, to);
    if (n > 0) {
      to.position(to.position() + n);
      return n;
    }
    return n == 0 ? -1 : nothing(errno[0]);
  }

  /** See {@link SocketTransfer#write}. */
  int write(ByteBuffer from) throws IOException {
    if (!isDirect()) {
      return channel.write(from);
    }
    int[] errno = new int[1];
    int n = (int) write(errno, from);
    if (n < 0) {
      return nothing(errno[0]);
    }
    from.position(from.position() + n);
    return n;
  }

  /** The result of a call that moved nothing: 0 if it may do so later. */
  private static int nothing(int errno) throws SocketException {
    if (errno == EAGAIN || errno == EINTR) {
      return 0;
    }
    throw new Failure(errno);
  }

  /** Whether a call failed because the stream that it wrote to had ended. */
  static boolean isBrokenPipe(IOException e) {
    return e instanceof Failure failure
        ? failure.errno == EPIPE
        : "Broken pipe".equals(e.getMessage());
  }

  private long read(int[] errno, ByteBuffer to) {
    try {
      return (long)
          READ.invokeExact(
              MemorySegment.ofArray(errno),
              descriptor,
              MemorySegment.ofBuffer(to),
              (long) to.remaining());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private long write(int[] errno, ByteBuffer from) {
    try {
      return (long)
          WRITE.invokeExact(
              MemorySegment.ofArray(errno),
              descriptor,
              MemorySegment.ofBuffer(from),
              (long) from.remaining());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int descriptorOf(SocketChannel channel) {
    try {
      return (int) DESCRIPTOR.invokeExact(channel);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle descriptor() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    try {
      return MethodHandles.lookup()
          .findVirtual(
              Class.forName("sun.nio.ch.SelChImpl"), "getFDVal", MethodType.methodType(int.class))
          .asType(MethodType.methodType(int.class, SocketChannel.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** {@code ssize_t name(int, void *, size_t)}, and where errno goes. */
  private static MethodHandle call(String name) {
    return linked(
        name,
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG),
        Linker.Option.critical(true),
        Linker.Option.captureCallState("errno"));
  }

  /** {@code char *strerror(int)}. */
  @SuppressWarnings("restricted")
  private static MethodHandle strerror() {
    var string = MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE);
    return linked(
        "strerror",
        FunctionDescriptor.of(ValueLayout.ADDRESS.withTargetLayout(string), ValueLayout.JAVA_INT));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle linked(
      String name, FunctionDescriptor type, Linker.Option... options) {
    if (!isDirect()) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
  }
}
