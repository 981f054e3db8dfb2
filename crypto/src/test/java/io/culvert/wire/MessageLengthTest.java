package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.crypto.X25519;
import io.culvert.wire.HandshakeException.Reason;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lengths that an envelope may announce, from somebody who knows the server's key: what is
 * asked for is bounded before anything is read.
 */
class MessageLengthTest {
  private static final int LONGEST = 2048;
  private static final int SHORTEST_1 = 8 + 3 + 16;
  private static final int SHORTEST_2 = 3 + 16;

  private final SecureRandom random = new SecureRandom();
  private final ServerKeyPair key = ServerKeyPair.generate(random);
  private final PresharedKey psk = PresharedKey.generate(random);
  private final byte[] ek = Envelope.key(key.publicKey());
  private final byte[] salt = new byte[Envelope.SALT_LENGTH];

  private int announcedInMessage1(int length) throws HandshakeException {
    byte[] ephemeral = new byte[X25519.LENGTH];
    byte[] fields = new Message1Fields(ephemeral, new UserId(1), 0, length).octets();
    return new ServerHandshake(key, id -> Optional.of(psk), new ReplaySet(1), random)
        .readHead(Handshakes.head1(ek, salt, fields), Handshakes.at(0));
  }

  private int announcedInMessage2(int length) throws HandshakeException {
    var client =
        new ClientHandshake(key.publicKey(), UserId.generate(random), psk, random, new byte[0]);
    byte[] clientSalt = Arrays.copyOf(client.message1(1), Envelope.SALT_LENGTH);
    byte[] fields =
        ByteBuffer.allocate(ClientHandshake.MESSAGE_2_FIELDS_LENGTH)
            .position(X25519.LENGTH)
            .putShort((short) length)
            .array();
    return client.readHead(Handshakes.head2(ek, clientSalt, salt, fields));
  }

  @ParameterizedTest
  @ValueSource(ints = {SHORTEST_1, SHORTEST_1 + 1, LONGEST - 1, LONGEST})
  void acceptsInMessage1(int length) throws HandshakeException {
    assertEquals(length, announcedInMessage1(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, SHORTEST_1 - 1, LONGEST + 1, 0x7fff, 0x8000, 0xffff})
  void refusesInMessage1(int length) {
    var refused = assertThrows(HandshakeException.class, () -> announcedInMessage1(length));
    assertEquals(Reason.MALFORMED, refused.reason());
  }

  @ParameterizedTest
  @ValueSource(ints = {SHORTEST_2, SHORTEST_2 + 1, LONGEST - 1, LONGEST})
  void acceptsInMessage2(int length) throws HandshakeException {
    assertEquals(length, announcedInMessage2(length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, SHORTEST_2 - 1, LONGEST + 1, 0x7fff, 0x8000, 0xffff})
  void refusesInMessage2(int length) {
    var refused = assertThrows(HandshakeException.class, () -> announcedInMessage2(length));
    assertEquals(Reason.MALFORMED, refused.reason());
  }
}
