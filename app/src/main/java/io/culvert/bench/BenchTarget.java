package io.culvert.bench;

import io.culvert.net.Connection;
import io.culvert.net.Deadlines;
import io.culvert.net.Listener;
import io.culvert.runtime.Supervisor;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The target of a bench's streams. The first octet of a connection chooses its kind: send until the
 * peer closes, receive until the peer ends its output, or echo. One thread calls {@link #run}; any
 * thread may call {@link #close}.
 */
public final class BenchTarget implements AutoCloseable {
  static final byte DOWNLOAD = 'D';
  static final byte UPLOAD = 'U';
  static final byte ECHO = 'E';

  static final int CHUNK_BYTES = 64 * 1024;
  private static final int CONNECTIONS = 4096;
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Deadlines deadlines = new Deadlines();
  private final Listener listener;

  /** Binds the address. */
  public BenchTarget(InetSocketAddress address) throws IOException {
    listener = new Listener("bench-target", address, CONNECTIONS, deadlines);
  }

  public InetSocketAddress address() throws IOException {
    return listener.address();
  }

  /** Serves until closed. */
  public void run() throws InterruptedException {
    try (var scope = TaskScope.open("bench-target")) {
      var supervisor = new Supervisor(scope, this::close);
      supervisor.fork("bench-deadlines", deadlines::run);
      listener.run((connection, number) -> serve(connection));
      supervisor.check();
    }
  }

  private static void serve(Connection connection) throws IOException {
    connection.idleTimeout(IDLE);
    ByteBuffer first = connection.receive();
    if (first == null) {
      return;
    }
    switch (first.get()) {
      case DOWNLOAD -> send(connection);
      case UPLOAD -> take(connection);
      case ECHO -> echo(connection);
      default -> throw new IOException("no bench's first octet");
    }
  }

  /** Sends until a write fails. */
  private static void send(Connection connection) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    while (true) {
      connection.write(chunk.clear());
    }
  }

  private static void take(Connection connection) throws IOException {
    ByteBuffer data = connection.receive();
    while (data != null) {
      data.position(data.limit());
      data = connection.receive();
    }
  }

  private static void echo(Connection connection) throws IOException {
    ByteBuffer data = connection.receive();
    while (data != null) {
      connection.write(data);
      data = connection.receive();
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
