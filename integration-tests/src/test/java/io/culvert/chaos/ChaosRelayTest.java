package io.culvert.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.chaos.ChaosRelay.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The relay injects exactly the faults that are set, in both directions. */
@Timeout(30)
class ChaosRelayTest {
  private ChaosRelay relay;
  private ServerSocket server;
  private Socket near;
  private Socket far;

  @BeforeEach
  void connect() throws IOException {
    relay = new ChaosRelay(1);
    server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    relay.target(server.getLocalPort());
    near = new Socket("127.0.0.1", relay.port());
    far = server.accept();
    for (Socket one : new Socket[] {near, far}) {
      one.setSoTimeout(5000);
      one.setTcpNoDelay(true);
    }
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
    server.close();
    relay.close();
  }

  private Socket sender(Direction direction) {
    return direction == Direction.UP ? near : far;
  }

  private Socket receiver(Direction direction) {
    return direction == Direction.UP ? far : near;
  }

  private void send(Direction direction, String text) throws IOException {
    long before = relay.passed(direction);
    sender(direction).getOutputStream().write(text.getBytes(US_ASCII));
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> relay.passed(direction) == before + text.length());
  }

  private String rest(Direction direction) throws IOException {
    return new String(receiver(direction).getInputStream().readAllBytes(), US_ASCII);
  }

  private String received(Direction direction, int length) throws IOException {
    return new String(receiver(direction).getInputStream().readNBytes(length), US_ASCII);
  }

  @ParameterizedTest
  @EnumSource
  void withoutHarmBytesAndEndsPass(Direction direction) throws IOException {
    send(direction, "whole");
    sender(direction).shutdownOutput();
    assertEquals("whole", rest(direction));
    assertEquals("whole", new String(relay.openings(direction).getFirst(), US_ASCII));
  }

  @ParameterizedTest
  @EnumSource
  void aResetPassesAsAReset(Direction direction) throws IOException {
    sender(direction).setSoLinger(true, 0);
    sender(direction).close();
    assertThrows(SocketException.class, () -> rest(direction));
    await().until(() -> relay.open() == 0);
  }

  @ParameterizedTest
  @EnumSource
  void endAfterIsAFinInOneDirection(Direction direction) throws IOException {
    relay.set(direction, Toxics.endAfter(3));
    send(direction, "abcdef");
    assertEquals("abc", rest(direction));
    receiver(direction).getOutputStream().write('x');
    assertEquals('x', sender(direction).getInputStream().read());
  }

  @ParameterizedTest
  @EnumSource
  void resetAfterIsAResetForBoth(Direction direction) throws IOException {
    send(direction, "before");
    assertEquals("before", received(direction, 6));
    relay.set(direction, Toxics.resetAfter(0));
    sender(direction).getOutputStream().write('x');
    assertThrows(SocketException.class, () -> rest(direction));
    assertThrows(SocketException.class, () -> sender(direction).getInputStream().read());
  }

  @ParameterizedTest
  @EnumSource
  void limitClosesBothInOrder(Direction direction) throws IOException {
    relay.set(direction, Toxics.limit(4));
    send(direction, "abcdef");
    assertEquals("abcd", rest(direction));
    assertEquals(-1, sender(direction).getInputStream().read());
    assertEquals(0, relay.open());
  }

  @ParameterizedTest
  @EnumSource
  void aBlackHoleSwallowsBytesAndEnds(Direction direction) throws IOException {
    relay.set(direction, Toxics.blackHoleAfter(2));
    send(direction, "abcdef");
    sender(direction).shutdownOutput();
    assertEquals("ab", received(direction, 2));
    receiver(direction).setSoTimeout(100);
    assertThrows(SocketTimeoutException.class, () -> received(direction, 1));
  }

  @ParameterizedTest
  @EnumSource
  void aStallFillsTheSendersBuffers(Direction direction) throws Exception {
    relay.set(direction, Toxics.stallAfter(0));
    Thread sending =
        Thread.ofVirtual()
            .start(() -> {
              try {
                sender(direction).getOutputStream().write(new byte[64 << 20]);
              } catch (IOException e) {
                // The test is over.
              }
            });
    assertTrue(!sending.join(Duration.ofMillis(200)), "it was taken");
  }

  @ParameterizedTest
  @EnumSource
  void aFlipTurnsOneByteOver(Direction direction) throws IOException {
    relay.set(direction, Toxics.flip(4, 0x20));
    send(direction, "abc");
    send(direction, "def");
    assertEquals("abcdEf", received(direction, 6));
  }

  @ParameterizedTest
  @EnumSource
  void blocksAreDroppedDoubledAndReordered(Direction direction) throws IOException {
    assertEquals("ac", afterThreeBlocks(direction, Toxics.drop(1), 2));
    assertEquals("abbc", afterThreeBlocks(direction, Toxics.duplicate(1), 4));
    assertEquals("acb", afterThreeBlocks(direction, Toxics.reorder(1), 3));
  }

  private String afterThreeBlocks(Direction direction, Toxic toxic, int length) throws IOException {
    relay.set(direction, toxic);
    for (String block : new String[] {"a", "b", "c"}) {
      send(direction, block);
    }
    return received(direction, length);
  }

  @ParameterizedTest
  @EnumSource
  void latencyDelaysBlocksAndTheEnd(Direction direction) throws IOException {
    relay.set(direction, Toxics.latency(Duration.ofMillis(200), Duration.ofMillis(200)));
    long start = System.nanoTime();
    send(direction, "late");
    sender(direction).shutdownOutput();
    assertEquals("late", rest(direction));
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis >= 200, millis + " ms");
  }

  @ParameterizedTest
  @EnumSource
  void latencyDoesNotAddUp(Direction direction) throws IOException {
    relay.set(direction, Toxics.latency(Duration.ofMillis(100), Duration.ofMillis(100)));
    long start = System.nanoTime();
    for (int i = 0; i < 30; i++) {
      send(direction, "x");
    }
    received(direction, 30);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < 2000, millis + " ms, and 3000 if it did");
  }

  @ParameterizedTest
  @EnumSource
  void bandwidthIsBounded(Direction direction) throws IOException {
    relay.set(direction, Toxics.bandwidth(10_000));
    long start = System.nanoTime();
    send(direction, "x".repeat(3000));
    send(direction, "y");
    assertEquals("x".repeat(3000) + "y", received(direction, 3001));
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis >= 300, millis + " ms");
  }

  @ParameterizedTest
  @EnumSource
  void slicesArriveInPieces(Direction direction) throws IOException {
    relay.set(direction, Toxics.slicer(3, Duration.ofMillis(30)));
    sender(direction).getOutputStream().write("abcdefghijkl".getBytes(US_ASCII));
    byte[] piece = new byte[12];
    int pieces = 0;
    for (int got = 0; got < 12; pieces++) {
      got += receiver(direction).getInputStream().read(piece);
    }
    assertTrue(pieces >= 2, pieces + " pieces");
  }

  @Test
  void toxicsAreComposed() throws IOException {
    relay.set(Direction.UP, Toxics.flip(0, 0x20).then(Toxics.endAfter(3)));
    send(Direction.UP, "abcdef");
    assertEquals("Abc", rest(Direction.UP));
  }

  @Test
  void theSameSeedDrawsTheSame() throws IOException {
    assertEquals(slices(7), slices(7));
  }

  /** The sizes that a slicer of this seed makes. */
  private static String slices(long seed) throws IOException {
    var sizes = new StringBuilder();
    var flow =
        Toxics.slicer(100, Duration.ZERO)
            .over(new Sizes(sizes), new java.util.SplittableRandom(seed));
    try {
      flow.write(new byte[5000], 0, 5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sizes.toString();
  }

  private record Sizes(StringBuilder sizes) implements Flow {
    @Override
    public void write(byte[] bytes, int offset, int length) {
      sizes.append(length).append(' ');
    }

    @Override
    public void end() {}

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }

  @Test
  void aTargetThatIsMissingIsAReset() throws IOException {
    relay.target(0);
    try (var socket = new Socket("127.0.0.1", relay.port())) {
      assertThrows(SocketException.class, () -> socket.getInputStream().read());
    }
  }
}
