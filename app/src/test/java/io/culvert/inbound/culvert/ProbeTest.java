package io.culvert.inbound.culvert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.toSet;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.UserId;
import io.culvert.inbound.culvert.Probe.End;
import io.culvert.inbound.culvert.Probe.Seen;
import io.culvert.inbound.culvert.ProbedServer.User;
import io.culvert.wire.ClientHandshake;
import io.culvert.wire.ServerHandshake;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Faults 2 and 31: whatever a probe sends, it sees no octet and one of two ends: a FIN after the
 * silence if it keeps its side open, a FIN at once if it ends it. The names are those of Outline's
 * tests where they show the same.
 */
@Timeout(60)
class ProbeTest {
  private static final int HEAD = ServerHandshake.MESSAGE_1_HEAD_LENGTH;
  private static final int KEPT = 64;
  private static final int TOO_MANY = 16;
  private static final User USER = User.generate();

  /** What a busy machine may add. */
  private static final double SLACK_SECONDS = 15;

  private static final double SHORT_SECONDS = ProbedServer.SHORT.toMillis() / 1e3;

  /** All see the same silence, and with a FIN of theirs all the same end at once. */
  private static void assertOneClass(ProbedServer server, List<Probe> probes) throws Exception {
    assertSilence(server, probes);
    assertEnded(server, probes.stream().map(Probe::withFin).toList());
  }

  private static void assertSilence(ProbedServer server, List<Probe> probes) throws Exception {
    for (Seen seen : nothingAndFin(server.portOfShortSilence(), probes)) {
      boolean inTime =
          seen.seconds() > SHORT_SECONDS - 0.01 && seen.seconds() < SHORT_SECONDS + SLACK_SECONDS;
      assertTrue(inTime, seen.toString());
    }
  }

  private static void assertEnded(ProbedServer server, List<Probe> probes) throws Exception {
    for (Seen seen : nothingAndFin(server.portOfLongSilence(), probes)) {
      assertTrue(seen.seconds() < SLACK_SECONDS, seen.toString());
    }
  }

  private static List<Seen> nothingAndFin(int port, List<Probe> probes) throws Exception {
    List<Seen> seen = ProbedServer.probe(port, probes);
    for (int i = 0; i < probes.size(); i++) {
      assertEquals(0, seen.get(i).octets(), probes.get(i).name());
      assertEquals(End.FIN, seen.get(i).end(), probes.get(i).name());
    }
    return seen;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] changed(byte[] bytes, int position) {
    byte[] copy = bytes.clone();
    copy[position] ^= (byte) (1 << (position % 8));
    return copy;
  }

  /** One first flight that a server accepted. */
  private static byte[] accepted(ProbedServer server) throws Exception {
    byte[] message = USER.message1();
    try (var socket = new Socket("127.0.0.1", server.portOfShortSilence())) {
      socket.getOutputStream().write(message);
      assertTrue(
          socket.getInputStream().readAllBytes().length > ClientHandshake.MESSAGE_2_HEAD_LENGTH);
    }
    return message;
  }

  @Test
  void probeRandom() throws Exception {
    List<Probe> probes = new ArrayList<>();
    for (int length :
        new int[] {
          0, 1, 15, 16, 17, HEAD - 1, HEAD, HEAD + 1, 90, 101, 300, 1000, 2126, 2127, 4000, 70_000
        }) {
      probes.add(Probe.of("random " + length, random(length)));
    }
    for (int pieces : new int[] {2, 7, 20}) {
      probes.add(Probe.of("random 500", random(500)).dripped(pieces));
    }
    try (var server = new ProbedServer(USER)) {
      assertOneClass(server, probes);
      assertEquals(0, server.count(HandshakeResult.ACCEPTED));
      assertTrue(server.count(HandshakeResult.ENVELOPE) >= 2 * 13);
    }
  }

  @Test
  @Tag("soak")
  void probeRandomOfEveryLength() throws Exception {
    List<Probe> probes = new ArrayList<>();
    for (int length = 0; length <= 4000; length++) {
      probes.add(Probe.of("random " + length, random(length)));
    }
    try (var server = new ProbedServer(USER)) {
      assertOneClass(server, probes);
      server.assertCount(HEAD, HandshakeResult.TIMEOUT);
      server.assertCount(HEAD, HandshakeResult.INCOMPLETE);
      server.assertCount(2 * (4001 - HEAD), HandshakeResult.ENVELOPE);
    }
  }

  @Test
  void probeWithTheOpeningsOfOtherProtocols() throws Exception {
    byte[] hello = HexFormat.of().parseHex("16030100c8010000c40303");
    byte[] http =
        "GET / HTTP/1.1\r\nHost: example.com\r\nUser-Agent: curl/8.0\r\n\r\n".getBytes(US_ASCII);
    byte[] ssh = "SSH-2.0-OpenSSH_9.6\r\n".getBytes(US_ASCII);
    byte[] socks = {5, 1, 0};
    List<Probe> probes =
        List.of(
            Probe.of("TLS", Arrays.copyOf(hello, 205)),
            Probe.of("HTTP", http),
            Probe.of("long HTTP", Arrays.copyOf(http, 3000)),
            Probe.of("SSH", ssh),
            Probe.of("SOCKS", socks));
    try (var server = new ProbedServer(USER)) {
      assertOneClass(server, probes);
    }
  }

  @Test
  void probeTimeout() throws Exception {
    try (var server = new ProbedServer(USER)) {
      assertSilence(server, List.of(Probe.of("silence", new byte[0])));
      server.assertCount(1, HandshakeResult.TIMEOUT);
    }
  }

  @Test
  void probeClientBytesTruncated() throws Exception {
    byte[] message = USER.message1();
    List<Probe> probes = new ArrayList<>();
    for (int length = 1; length < message.length; length++) {
      probes.add(Probe.of("first " + length, Arrays.copyOf(message, length)));
    }
    try (var server = new ProbedServer(USER)) {
      assertOneClass(server, probes);
      server.assertCount(message.length - 1, HandshakeResult.TIMEOUT);
      server.assertCount(message.length - 1, HandshakeResult.INCOMPLETE);
    }
  }

  @Test
  void probeClientBytesModified() throws Exception {
    byte[] message = USER.message1();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < message.length; i++) {
      probes.add(Probe.of("byte " + i, changed(message, i)));
    }
    try (var server = new ProbedServer(USER)) {
      assertOneClass(server, probes);
      server.assertCount(2 * HEAD, HandshakeResult.ENVELOPE);
      server.assertCount(2 * (message.length - HEAD), HandshakeResult.DECRYPTION);
    }
  }

  @Test
  void probeClientBytesCoalescedModified() throws Exception {
    byte[] message = USER.message1();
    byte[] coalesced = Arrays.copyOf(message, message.length + 500);
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < message.length; i += 5) {
      probes.add(Probe.of("byte " + i, changed(coalesced, i)));
    }
    try (var server = new ProbedServer(USER)) {
      assertOneClass(server, probes);
    }
  }

  @Test
  void replayDefense() throws Exception {
    try (var server = new ProbedServer(USER)) {
      byte[] message = accepted(server);
      List<Probe> probes = new ArrayList<>();
      probes.add(Probe.of("replay", message));
      probes.add(Probe.of("replay and more", Arrays.copyOf(message, message.length + 300)));
      probes.add(Probe.of("replay", message).dripped(5));
      for (int i = 0; i < message.length; i += 7) {
        probes.add(Probe.of("replay, byte " + i, changed(message, i)));
      }
      assertOneClass(server, probes);
      server.assertCount(1, HandshakeResult.ACCEPTED);
      // Whatever has the head of the recording is refused by it.
      int altered = (HEAD + 6) / 7;
      server.assertCount(2 * altered, HandshakeResult.ENVELOPE);
      server.assertCount(2 * (probes.size() - altered), HandshakeResult.REPLAY);
    }
  }

  @Test
  void reverseReplayDefense() throws Exception {
    try (var server = new ProbedServer(USER)) {
      byte[] answer;
      try (var socket = new Socket("127.0.0.1", server.portOfShortSilence())) {
        socket.getOutputStream().write(USER.message1());
        answer = socket.getInputStream().readAllBytes();
      }
      List<Probe> probes =
          List.of(
              Probe.of("message 2", answer),
              Probe.of("message 2 and more", Arrays.copyOf(answer, 2000)));
      assertOneClass(server, probes);
      server.assertCount(1, HandshakeResult.ACCEPTED);
    }
  }

  @Test
  void aReplayToAnotherServerWithTheSamePresharedKey() throws Exception {
    var elsewhere = new User(User.generate().key(), USER.id(), USER.psk());
    try (var server = new ProbedServer(USER);
        var other = new ProbedServer(elsewhere)) {
      byte[] message = accepted(server);
      assertOneClass(other, List.of(Probe.of("replay elsewhere", message)));
      other.assertCount(2, HandshakeResult.ENVELOPE);
    }
  }

  @Test
  void aReplayAfterARestart() throws Exception {
    byte[] message;
    try (var server = new ProbedServer(USER)) {
      message = accepted(server);
    }
    long restarted = System.currentTimeMillis() + 10;
    try (var server = new ProbedServer(USER, 100, restarted)) {
      assertOneClass(server, List.of(Probe.of("replay after restart", message)));
      server.assertCount(2, HandshakeResult.CLOCK);
    }
  }

  @Test
  void ofRacingReplaysOneIsAccepted() throws Exception {
    try (var server = new ProbedServer(USER)) {
      var race = Probe.of("race", USER.message1());
      List<Seen> seen =
          ProbedServer.probe(server.portOfShortSilence(), Collections.nCopies(200, race));
      assertEquals(1, seen.stream().filter(one -> one.octets() > 0).count());
      server.assertCount(1, HandshakeResult.ACCEPTED);
      server.assertCount(199, HandshakeResult.REPLAY);
    }
  }

  @Test
  void wrongKeysUsersAndClocksAreSilence() throws Exception {
    long now = System.currentTimeMillis();
    var random = new SecureRandom();
    var unknown = new User(USER.key(), UserId.generate(random), USER.psk());
    var wrongPsk = new User(USER.key(), USER.id(), PresharedKey.generate(random));
    List<Probe> probes =
        List.of(
            Probe.of("unknown user", unknown.message1()),
            Probe.of("wrong psk", wrongPsk.message1()),
            Probe.of("behind", USER.handshake().message1(now - 61_000)),
            Probe.of("ahead", USER.handshake().message1(now + 70_000)),
            Probe.of(
                "wrong server key",
                USER.handshake(User.generate().key().publicKey()).message1(now)));
    try (var server = new ProbedServer(USER, 100, now - 100_000)) {
      assertOneClass(server, probes);
      server.assertCount(2, HandshakeResult.UNKNOWN_USER);
      server.assertCount(2, HandshakeResult.DECRYPTION);
      server.assertCount(2 * 2, HandshakeResult.CLOCK);
      server.assertCount(2, HandshakeResult.ENVELOPE);
    }
  }

  /** Beyond the limit the oldest are closed, whether they said enough or not; a user gets in. */
  @Test
  void tooManyUnauthenticatedConnectionsPushOutTheOldest() throws Exception {
    try (var server = new ProbedServer(USER, KEPT, System.currentTimeMillis());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Set<Integer> ended = ConcurrentHashMap.newKeySet();
      List<Socket> sockets = new ArrayList<>();
      // Each comes when the one before is in: what comes at the same moment is taken in any order.
      for (int i = 0; i < KEPT + TOO_MANY; i++) {
        var socket = new Socket("127.0.0.1", server.portOfLongSilence());
        sockets.add(socket);
        socket.getOutputStream().write(random(i % 2 == 0 ? HEAD - 1 : 300));
        int number = i;
        threads.submit(() -> ended(socket) && ended.add(number));
        int kept = Math.min(i + 1, KEPT);
        Set<Integer> pushedOut = firstNumbers(i + 1 - kept);
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> server.unauthenticatedOfLongSilence() == kept && ended.equals(pushedOut));
      }
      server.assertCount(TOO_MANY / 2, HandshakeResult.CROWDED_OUT);
      try (var user = new Socket("127.0.0.1", server.portOfLongSilence())) {
        user.getOutputStream().write(USER.message1());
        assertTrue(user.getInputStream().read() >= 0);
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Set<Integer> firstNumbers(int count) {
    return IntStream.range(0, count).boxed().collect(toSet());
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
