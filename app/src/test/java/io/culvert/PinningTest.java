package io.culvert;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.config.UnauthenticatedSettings;
import io.culvert.proxy.CloseReason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fault 28: no virtual thread of the product holds on to its carrier while it waits, under a load
 * of every kind of stream.
 */
@Timeout(120)
class PinningTest {
  private static final int STREAMS = 64;
  private static final int STREAM_BYTES = 500_000;

  /**
   * The JDK's own threshold for this event. Shorter are the locks inside the JDK, which are held
   * for microseconds; longer is whatever would wait for a peer.
   */
  private static final Duration THRESHOLD = Duration.ofMillis(20);

  /** How long the target thinks, so that every stream waits for it. */
  private static final Duration THOUGHT = Duration.ofMillis(100);

  @TempDir private Path directory;

  /** The JDK's own locks: Tink looks for an absent class in each thread that draws a salt. */
  private static final Pattern LOADS_A_CLASS =
      Pattern.compile("\\A[^\\n]*\\njdk\\.internal\\.loader\\.");

  private interface Load {
    void run() throws Exception;
  }

  /** The events of a load. */
  private List<RecordedEvent> pinned(Load load) throws Exception {
    Path file = directory.resolve("pinned.jfr");
    try (var recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(THRESHOLD).withStackTrace();
      recording.start();
      load.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
        .toList();
  }

  @Test
  void fault28NoThreadIsPinnedUnderLoad() throws Exception {
    var options =
        Rig.Options.DEFAULT.with(new UnauthenticatedSettings(Optional.empty(), 1000, 10_000));
    try (Rig rig = new Rig(options);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        var target = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"))) {
      threads.submit(() -> echo(target, threads));
      load(rig, target, threads); // What is done for the first time, loading classes say, is done.
      List<String> pinned =
          pinned(() -> load(rig, target, threads)).stream()
              .map(PinningTest::stack)
              .filter(stack -> stack.contains("io.culvert."))
              .filter(stack -> !LOADS_A_CLASS.matcher(stack).find())
              .toList();
      assertEquals(List.of(), pinned);
    }
  }

  /** The measurement itself: a monitor is what pins on this release. */
  @Test
  @EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "monitors pin no longer, JEP 491")
  void aMonitorIsSeen() throws Exception {
    List<RecordedEvent> events = pinned(() -> Thread.ofVirtual().start(PinningTest::pin).join());
    assertTrue(events.stream().anyMatch(event -> stack(event).contains("PinningTest.pin")));
  }

  private static void pin() {
    synchronized (PinningTest.class) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static String stack(RecordedEvent event) {
    StringBuilder stack =
        new StringBuilder(String.valueOf(event.getThread("eventThread").getJavaName()));
    if (event.getStackTrace() != null) {
      event
          .getStackTrace()
          .getFrames()
          .forEach(frame ->
              stack
                  .append('\n')
                  .append(frame.getMethod().getType().getName())
                  .append('.')
                  .append(frame.getMethod().getName())
                  .append(':')
                  .append(frame.getLineNumber()));
    }
    return stack.toString();
  }

  private static Void echo(ServerSocket target, ExecutorService threads) throws IOException {
    while (true) {
      Socket one = target.accept();
      threads.submit(() -> {
        LockSupport.parkNanos(THOUGHT.toNanos());
        try (one) {
          return one.getInputStream().transferTo(one.getOutputStream());
        }
      });
    }
  }

  private static void load(Rig rig, ServerSocket target, ExecutorService threads) throws Exception {
    List<Callable<Void>> clients = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      byte[] sent = new byte[STREAM_BYTES];
      new Random(i).nextBytes(sent);
      clients.add(() -> exchange(rig, target, threads, sent));
      clients.add(() -> abort(rig, target));
      clients.add(() -> refuse(rig));
      clients.add(() -> silentClient(rig));
    }
    clients.add(() -> datagrams(rig));
    for (Future<Void> client : threads.invokeAll(clients)) {
      client.get();
    }
    await().until(() -> rig.localMetrics.streamsClosed(CloseReason.DONE) >= STREAMS);
  }

  private static Void exchange(Rig rig, ServerSocket target, ExecutorService threads, byte[] sent)
      throws Exception {
    try (Socket client = rig.connect(target.getLocalPort())) {
      Future<byte[]> received = threads.submit(() -> client.getInputStream().readAllBytes());
      client.getOutputStream().write(sent);
      client.shutdownOutput();
      assertArrayEquals(sent, received.get());
      return null;
    }
  }

  private static Void abort(Rig rig, ServerSocket target) throws IOException {
    try (Socket client = rig.connect(target.getLocalPort())) {
      client.getOutputStream().write(new byte[10_000]);
      client.setSoLinger(true, 0);
      return null;
    }
  }

  private static Void refuse(Rig rig) throws IOException {
    byte[] localhost = {3, 9, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't'};
    try (Socket client = rig.socks()) {
      assertEquals(2, Rig.request(client, localhost, 25));
      return null;
    }
  }

  private static Void silentClient(Rig rig) throws IOException {
    try (var socket = new Socket("127.0.0.1", rig.server.listenAddress().getPort())) {
      socket.getOutputStream().write(new byte[200]);
      socket.shutdownOutput();
      assertEquals(-1, socket.getInputStream().read());
      return null;
    }
  }

  private static Void datagrams(Rig rig) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (Socket control = rig.socks();
        var client = new DatagramSocket(0, loopback);
        var target = new DatagramSocket(0, loopback)) {
      target.setSoTimeout((int) Rig.PATIENCE.toMillis());
      InetSocketAddress relay = Rig.associate(control, new byte[] {1, 0, 0, 0, 0}, 0);
      int port = target.getLocalPort();
      byte[] datagram = {0, 0, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port, 'd'};
      for (int i = 0; i < 100; i++) {
        client.send(new DatagramPacket(datagram, datagram.length, relay));
        var received = new DatagramPacket(new byte[10], 10);
        target.receive(received);
        assertEquals(1, received.getLength());
      }
      return null;
    }
  }
}
