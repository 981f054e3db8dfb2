package io.culvert.auth.gss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.kerberos.GssapiClient;
import io.culvert.kerberos.Kdc;
import io.culvert.kerberos.KerberosUser;
import io.culvert.net.Connection;
import io.culvert.socks.GssapiException;
import io.culvert.socks.GssapiProtection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Case 16: the messages after the negotiation. */
@Timeout(60)
class ProtectedConnectionTest {
  private static final Executor VIRTUAL = Thread::startVirtualThread;

  /**
   * Runs the client, whose streams block within a monitor: on JDK 21 that would pin the only
   * carrier.
   */
  private static final Executor PLATFORM = task -> Thread.ofPlatform().daemon().start(task);

  private static Kdc kdc;
  private static KerberosUser ali;
  private static GssAcceptor acceptor;

  @BeforeAll
  static void start() throws Exception {
    kdc = Kdc.start("TEST.EXAMPLE");
    kdc.addUser("ali");
    ali = KerberosUser.login(kdc, "ali");
    acceptor =
        AcceptorRig.acceptor(
            kdc.addServices("keytab", "rcmd/localhost"), GssapiProtection.PROPOSED);
  }

  @AfterAll
  static void stop() throws Exception {
    if (kdc != null) {
      kdc.close();
    }
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  private static GssSession agree(AcceptorRig rig, int level) throws Exception {
    rig.client.confidential(level != 1);
    return rig.agree(ali, level);
  }

  private static byte[] receive(Connection connection, int length) throws IOException {
    return connection.input().readNBytes(length);
  }

  @Test
  void withoutProtectionTheConnectionIsTheClientsOwn() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      assertSame(rig.server, agree(rig, 0).connection());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void messagesPassBothWaysAndEndsToo(int level) throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, level).connection();
      rig.client.sendProtected(octets(10));
      rig.client.sendProtected(octets(1));
      assertArrayEquals(octets(10), receive(server, 10));
      assertArrayEquals(octets(1), receive(server, 1));
      rig.client.socket().shutdownOutput();
      assertNull(server.receive());
      server.write(ByteBuffer.wrap(octets(20)));
      assertArrayEquals(octets(20), rig.client.receiveProtected(20));
      server.endOutput();
      assertTrue(rig.client.atEnd());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 100000", "2, 100000", "3, 65535", "2, 65519", "1, 3000000", "2, 3000000"})
  void writesOfAnyLengthAreCutIntoMessages(int level, int length) throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, level).connection();
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(() -> write(server, length), VIRTUAL);
      assertArrayEquals(octets(length), rig.client.receiveProtected(length));
      written.get(10, TimeUnit.SECONDS);
    }
  }

  private static void write(Connection to, int length) {
    try {
      ByteBuffer padded = ByteBuffer.allocate(length + 9).position(5).limit(length + 5).slice();
      padded.put(octets(length)).flip();
      to.write(padded);
      assertEquals(0, padded.remaining());
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** One thread wraps while another unwraps, as in a relay. */
  @Test
  void bothDirectionsAtOnce() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 2).connection();
      CompletableFuture<Void> down =
          CompletableFuture.runAsync(() -> write(server, 5_000_000), VIRTUAL);
      CompletableFuture<Void> up = CompletableFuture.runAsync(() -> send(rig.client), PLATFORM);
      CompletableFuture<byte[]> received =
          CompletableFuture.supplyAsync(() -> receiveAll(server, 5_000_000), VIRTUAL);
      assertArrayEquals(octets(5_000_000), rig.client.receiveProtected(5_000_000));
      assertArrayEquals(octets(5_000_000), received.get(20, TimeUnit.SECONDS));
      down.get(10, TimeUnit.SECONDS);
      up.get(10, TimeUnit.SECONDS);
    }
  }

  private static void send(GssapiClient client) {
    try {
      byte[] all = octets(5_000_000);
      for (int at = 0; at < all.length; at += 50_000) {
        client.sendProtected(Arrays.copyOfRange(all, at, at + 50_000));
      }
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static byte[] receiveAll(Connection from, int length) {
    try {
      return receive(from, length);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void tokensOf65535OctetsAreAccepted() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 2).connection();
      int most = 65_535 - rig.client.wrap(new byte[0]).length;
      byte[] token = rig.client.wrap(octets(most));
      assertEquals(65_535, token.length);
      // The empty message was not sent, so the server must notice a lost message.
      rig.client.send(3, token);
      assertThrows(GssapiException.class, server::receive);
    }
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 2).connection();
      rig.client.sendProtected(octets(65_535 - 60));
      assertArrayEquals(octets(65_535 - 60), receive(server, 65_535 - 60));
    }
  }

  @Test
  void emptyMessagesAreSkipped() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 1).connection();
      rig.client.sendProtected(new byte[0]);
      rig.client.sendProtected(octets(3));
      assertArrayEquals(octets(3), receive(server, 3));
    }
  }

  @Test
  void atLevel3EveryMessageMayBeConfidentialOrNot() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 3).connection();
      rig.client.confidential(false);
      rig.client.sendProtected(octets(4));
      rig.client.confidential(true);
      rig.client.sendProtected(octets(5));
      assertArrayEquals(octets(4), receive(server, 4));
      assertArrayEquals(octets(5), receive(server, 5));
    }
  }

  @Test
  void atLevel2AMessageThatIsNotConfidentialIsRefused() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 2).connection();
      rig.client.confidential(false);
      rig.client.sendProtected(octets(4));
      assertThrows(GssapiException.class, server::receive);
    }
  }

  @Test
  void octetsInClearAreRefused() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 1).connection();
      rig.client.write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, 0, 80});
      assertThrows(GssapiException.class, server::receive);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void onlyUserDataFollows(int mtyp) throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 1).connection();
      rig.client.send(mtyp, rig.client.wrap(octets(4)));
      assertThrows(GssapiException.class, server::receive);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aChangedMessageIsRefused(int level) throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, level).connection();
      byte[] token = rig.client.wrap(octets(100));
      token[50] ^= 1;
      rig.client.send(3, token);
      assertThrows(GssapiException.class, server::receive);
    }
  }

  @Test
  void aRepeatedMessageIsRefused() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 2).connection();
      byte[] token = rig.client.wrap(octets(7));
      rig.client.send(3, token);
      rig.client.send(3, token);
      assertArrayEquals(octets(7), receive(server, 7));
      assertThrows(GssapiException.class, server::receive);
    }
  }

  @Test
  void aLostMessageIsNoticed() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 2).connection();
      rig.client.wrap(octets(7));
      rig.client.sendProtected(octets(8));
      assertThrows(GssapiException.class, server::receive);
    }
  }

  @Test
  void anEndWithinAMessageIsNotAnEnd() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      Connection server = agree(rig, 2).connection();
      byte[] token = rig.client.wrap(octets(7));
      rig.client.write(new byte[] {1, 3, 0, (byte) token.length, token[0]});
      rig.client.socket().shutdownOutput();
      assertThrows(EOFException.class, server::receive);
    }
  }

  @Test
  void datagramsAreMessagesInAnyOrderButOnlyOnce() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      GssSession session = agree(rig, 2);
      ByteBuffer first = datagram(rig.client.wrap(octets(11)));
      ByteBuffer second = datagram(rig.client.wrap(octets(1200)));
      assertEquals(
          ByteBuffer.wrap(octets(1200)), session.encapsulation().unwrap(second.duplicate()));
      assertEquals(ByteBuffer.wrap(octets(11)), session.encapsulation().unwrap(first.duplicate()));
      assertThrows(GssapiException.class, () -> session.encapsulation().unwrap(first.duplicate()));
      byte[] down = session.encapsulation().wrap(ByteBuffer.wrap(octets(1300))).array();
      assertArrayEquals(octets(1300), rig.client.unwrap(Arrays.copyOfRange(down, 4, down.length)));
      assertEquals(1, down[0]);
      assertEquals(3, down[1]);
    }
  }

  private static ByteBuffer datagram(byte[] token) {
    return ByteBuffer.allocate(4 + token.length)
        .put((byte) 1)
        .put((byte) 3)
        .putShort((short) token.length)
        .put(token)
        .flip();
  }

  @Test
  void anythingButOneWholeMessageIsNoDatagram() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      GssSession session = agree(rig, 1);
      byte[] good = datagram(rig.client.wrap(octets(5))).array();
      byte[] longer = Arrays.copyOf(good, good.length + 1);
      byte[] shorter = Arrays.copyOf(good, good.length - 1);
      assertThrows(
          IOException.class, () -> session.encapsulation().unwrap(ByteBuffer.wrap(longer)));
      assertThrows(
          IOException.class, () -> session.encapsulation().unwrap(ByteBuffer.wrap(shorter)));
      assertThrows(IOException.class, () -> session.encapsulation().unwrap(ByteBuffer.allocate(0)));
      assertThrows(
          IOException.class, () -> session.encapsulation().unwrap(ByteBuffer.wrap(octets(30))));
      assertThrows(
          IOException.class, () -> session.encapsulation().wrap(ByteBuffer.allocate(65_536)));
    }
  }

  @Test
  void withoutProtectionDatagramsAreInClear() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      GssSession session = agree(rig, 0);
      assertEquals(
          ByteBuffer.wrap(octets(9)), session.encapsulation().unwrap(ByteBuffer.wrap(octets(9))));
      assertEquals(
          ByteBuffer.wrap(octets(9)), session.encapsulation().wrap(ByteBuffer.wrap(octets(9))));
    }
  }
}
