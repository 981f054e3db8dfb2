package io.culvert.wire;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Each side's part of a handshake, what junk costs, and the keys of a stream after it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class HandshakeBenchmark {
  private static final long NOW = 1_800_000_000_000L;

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final UserId user = UserId.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);
  private final byte[] junk = random.generateSeed(ServerHandshake.MESSAGE_1_HEAD_LENGTH);
  private final byte[] message1 = client().message1(NOW);
  private final byte[] recorded = Arrays.copyOf(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH);
  private final ReplaySet seen = new ReplaySet(1);
  private final SessionKeys keys = keys();
  private final ByteBuffer body = ByteBuffer.allocate(64);
  private final ByteBuffer wire = ByteBuffer.allocate(8 * StreamSealer.maxSealedLength(64));
  private long stream;

  private ClientHandshake client() {
    return new ClientHandshake(key.publicKey(), user, psk, random, new byte[0]);
  }

  /** With a memory of its own, so that one message serves many times. */
  private ServerHandshake server() {
    return server(new ReplaySet(1));
  }

  private ServerHandshake server(ReplayMemory replays) {
    return new ServerHandshake(
        key, id -> id.equals(user) ? Optional.of(psk) : Optional.empty(), replays, random);
  }

  private static ServerHandshake read(ServerHandshake server, byte[] message1)
      throws HandshakeException {
    int head = ServerHandshake.MESSAGE_1_HEAD_LENGTH;
    server.readHead(Arrays.copyOf(message1, head), new ServerTime(NOW, 0));
    server.readPayload(Arrays.copyOfRange(message1, head, message1.length), new ServerTime(NOW, 0));
    return server;
  }

  private SessionKeys keys() {
    try {
      ServerHandshake server = read(server(seen), message1);
      server.message2();
      return server.keys();
    } catch (HandshakeException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public byte[] clientWritesMessage1() {
    return client().message1(NOW);
  }

  @Benchmark
  public ServerHandshake serverReadsMessage1() throws HandshakeException {
    return read(server(), message1);
  }

  /** From the first octet to the keys. */
  @Benchmark
  public SessionKeys serverWhole() throws HandshakeException {
    ServerHandshake server = read(server(), message1);
    server.message2();
    return server.keys();
  }

  @Benchmark
  public HandshakeException serverRefusesJunk() {
    try {
      server().readHead(junk, new ServerTime(NOW, 0));
      throw new IllegalStateException("junk was taken for a message");
    } catch (HandshakeException e) {
      return e;
    }
  }

  /** What a recorded message costs: as much as junk. */
  @Benchmark
  public HandshakeException serverRefusesRecording() {
    try {
      server(seen).readHead(recorded, new ServerTime(NOW, 0));
      throw new IllegalStateException("a message was taken twice");
    } catch (HandshakeException e) {
      return e;
    }
  }

  /**
   * A client that waits for message 2, which is there. What this prepares is in no figure of time.
   */
  @State(Scope.Thread)
  public static class Answered {
    private ClientHandshake client;
    private byte[] message2;

    @Setup(Level.Invocation)
    public void answer(HandshakeBenchmark all) throws HandshakeException {
      client = all.client();
      message2 = read(all.server(), client.message1(NOW)).message2();
    }
  }

  @Benchmark
  public SessionKeys clientReadsMessage2(Answered answered) throws HandshakeException {
    int head = ClientHandshake.MESSAGE_2_HEAD_LENGTH;
    byte[] message2 = answered.message2;
    answered.client.readHead(Arrays.copyOf(message2, head));
    return answered.client.readPayload(Arrays.copyOfRange(message2, head, message2.length));
  }

  @Benchmark
  public StreamSealer streamSealer() {
    return keys.sealer(stream++);
  }

  @Benchmark
  public StreamOpener streamOpener() {
    return keys.opener(stream++);
  }

  /** A short stream, all of whose records are padded. */
  @Benchmark
  public ByteBuffer streamOfEightRecords() throws IOException {
    StreamSealer sealer = keys.sealer(stream++);
    wire.clear();
    for (int i = 0; i < 8; i++) {
      sealer.seal(RecordType.DATA, body.rewind(), wire);
    }
    return wire;
  }
}
