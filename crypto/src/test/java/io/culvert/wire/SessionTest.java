package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A closed session has forgotten the keys of both directions. */
class SessionTest {
  private Session near;
  private Session far;

  @BeforeEach
  void handshake() throws Exception {
    var random = new SecureRandom();
    var key = ServerKeyPair.generate(random);
    var user = UserId.generate(random);
    var psk = PresharedKey.generate(random);
    var client = new ClientHandshake(key.publicKey(), user, psk, random, new byte[0]);
    var server = new ServerHandshake(key, id -> Optional.of(psk), new ReplayFilter(1, 0), random);
    byte[] first = client.message1(0);
    server.readHead(Arrays.copyOf(first, ServerHandshake.MESSAGE_1_HEAD_LENGTH));
    server.readPayload(
        Arrays.copyOfRange(first, ServerHandshake.MESSAGE_1_HEAD_LENGTH, first.length), 0);
    byte[] second = server.message2();
    client.readHead(Arrays.copyOf(second, ClientHandshake.MESSAGE_2_HEAD_LENGTH));
    near =
        client.readPayload(
            Arrays.copyOfRange(second, ClientHandshake.MESSAGE_2_HEAD_LENGTH, second.length));
    far = server.session();
  }

  private static RecordType carried(Session from, Session to) throws Exception {
    var wire = ByteBuffer.allocate(StreamSealer.maxSealedLength(1));
    from.sealer(0).seal(RecordType.DATA, ByteBuffer.wrap(new byte[1]), wire);
    StreamOpener opener = to.opener(0);
    opener.start(wire.array(), 0);
    return opener.openHeader(wire.flip().position(StreamOpener.STREAM_HEADER_LENGTH)).type();
  }

  @Test
  void anOpenOneCarriesBothWays() throws Exception {
    assertEquals(RecordType.DATA, carried(near, far));
    assertEquals(RecordType.DATA, carried(far, near));
  }

  @Test
  void aClosedOneSealsWithTheKeyNoMore() {
    near.close();
    assertThrows(RecordException.class, () -> carried(near, far));
  }

  @Test
  void aClosedOneOpensWithTheKeyNoMore() {
    near.close();
    assertThrows(RecordException.class, () -> carried(far, near));
  }

  @Test
  void aUsersIdHasEightOctets() {
    byte[] octets = {0, 1, 2, 3, 4, 5, 6, 7};
    assertEquals(new UserId(0x0001020304050607L), UserId.of(octets));
    assertEquals("0001020304050607", UserId.of(octets).toString());
    for (int length : new int[] {0, 7, 9}) {
      byte[] wrong = new byte[length];
      assertThrows(IllegalArgumentException.class, () -> UserId.of(wrong));
    }
  }
}
