package io.culvert.net;

import java.io.Closeable;
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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * Moves bytes between heap buffers and a connected, non-blocking socket. A channel copies each of
 * them by way of a buffer outside of the heap; here the system call is given the heap's own memory
 * (JEP 454, {@code Linker.Option.critical}), which spares a tenth of the processor time, of bulk
 * data and of short streams. The channel still opens, connects, shuts down and closes.
 *
 * <p>One thread may read while another writes. {@link #close} may come from any; it waits for the
 * call that is under way, so that no call meets a descriptor that is another socket's by then.
 *
 * <p>The descriptor is in reach on Linux, where the program was started with {@code
 * --add-exports=java.base/sun.nio.ch=ALL-UNNAMED}, as the image's is. Elsewhere the channel moves
 * the bytes as well.
 */
final class SocketTransfer implements Closeable {
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

    private Failure(int errno) {
      super(text(errno));
    }

    private static String text(int errno) {
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
  private final Object reading = new Object();
  private final Object writing = new Object();

  /**
   * The errno that the connection was lost with. Linux tells it once, to whoever calls next, and
   * lets readers find an end from then on.
   */
  private volatile int lost;

  SocketTransfer(SocketChannel channel) {
    this.channel = channel;
    this.descriptor = isDirect() ? descriptorOf(channel) : -1;
  }

  /** Whether bytes move without a copy. */
  static boolean isDirect() {
    return DESCRIPTOR != null;
  }

  /**
   * One read of what is there, into a buffer with room.
   *
   * @return how many bytes; 0 if none are there yet, -1 at the end of the stream
   * @throws ClosedChannelException after {@link #close}
   * @throws SocketException when the connection is lost, whichever direction came to know it first
   */
  int read(ByteBuffer to) throws IOException {
    if (!isDirect()) {
      return channel.read(to);
    }
    int[] errno = new int[1];
    int n;
    synchronized (reading) {
      check();
      n = (int) read(errno, to);
      remember(n, errno[0]);
    }
    if (n > 0) {
      to.position(to.position() + n);
      return n;
    }
    return n == 0 ? end() : nothing(errno[0]);
  }

  /**
   * One write of as much as the socket takes.
   *
   * @return how many bytes; 0 if the socket has no room now
   * @throws ClosedChannelException after {@link #close}
   * @throws SocketException when the connection is lost, or the peer takes no more
   */
  int write(ByteBuffer from) throws IOException {
    if (!isDirect()) {
      return channel.write(from);
    }
    int[] errno = new int[1];
    int n;
    synchronized (writing) {
      check();
      n = (int) write(errno, from);
      remember(n, errno[0]);
    }
    if (n < 0) {
      return nothing(errno[0]);
    }
    from.position(from.position() + n);
    return n;
  }

  /**
   * Before the lock is free. A broken pipe, be it this side's end or the peer's, takes nothing from
   * what the other direction has yet to read.
   */
  private void remember(int n, int errno) {
    if (n < 0 && !mayPass(errno) && errno != EPIPE) {
      lost = errno;
    }
  }

  /** The result of a read that found the end: a clean one if no write met the loss before it. */
  private int end() throws SocketException {
    int errno;
    synchronized (writing) {
      errno = lost;
    }
    if (errno != 0) {
      throw new Failure(errno);
    }
    return -1;
  }

  /** The result of a call that moved nothing: 0 if it may do so later. */
  private static int nothing(int errno) throws SocketException {
    if (mayPass(errno)) {
      return 0;
    }
    throw new Failure(errno);
  }

  private static boolean mayPass(int errno) {
    return errno == EAGAIN || errno == EINTR;
  }

  @Override
  public void close() throws IOException {
    synchronized (reading) {
      synchronized (writing) {
        channel.close();
      }
    }
  }

  private void check() throws ClosedChannelException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
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
