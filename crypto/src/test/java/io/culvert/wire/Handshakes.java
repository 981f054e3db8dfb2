package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.NoiseHandshake;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.SharedSecret;
import io.culvert.crypto.UserId;
import java.util.Arrays;

/** Whole messages of the handshake: read at once, taken apart, and made with any content. */
final class Handshakes {
  private Handshakes() {}

  /** A moment of a server that has run since 1970. */
  static ServerTime at(long nowMillis) {
    return new ServerTime(nowMillis, nowMillis);
  }

  static void read(ServerHandshake server, byte[] message1, long nowMillis)
      throws HandshakeException {
    read(server, message1, at(nowMillis));
  }

  static void read(ServerHandshake server, byte[] message1, ServerTime now)
      throws HandshakeException {
    int rest = server.readHead(head1(message1), now);
    assertEquals(message1.length, ServerHandshake.MESSAGE_1_HEAD_LENGTH + rest);
    server.readPayload(payload1(message1), now);
  }

  static SessionKeys read(ClientHandshake client, byte[] message2) throws HandshakeException {
    int rest = client.readHead(head2(message2));
    assertEquals(message2.length, ClientHandshake.MESSAGE_2_HEAD_LENGTH + rest);
    return client.readPayload(payload2(message2));
  }

  static byte[] head1(byte[] message1) {
    return Arrays.copyOf(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH);
  }

  static byte[] payload1(byte[] message1) {
    return Arrays.copyOfRange(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH, message1.length);
  }

  static byte[] head2(byte[] message2) {
    return Arrays.copyOf(message2, ClientHandshake.MESSAGE_2_HEAD_LENGTH);
  }

  static byte[] payload2(byte[] message2) {
    return Arrays.copyOfRange(message2, ClientHandshake.MESSAGE_2_HEAD_LENGTH, message2.length);
  }

  static byte[] salt(byte[] head) {
    return Arrays.copyOf(head, Envelope.SALT_LENGTH);
  }

  /** What everybody who knows EK reads in message 1. */
  static Message1Fields fields(byte[] ek, byte[] message1) throws HandshakeException {
    return Message1Fields.of(
        Envelope.ofMessage1(ek, salt(message1), Message1Fields.LENGTH).open(head1(message1)));
  }

  /** A genuine envelope of message 1 around any fields. */
  static byte[] head1(byte[] ek, byte[] salt, byte[] fields) {
    return Envelope.ofMessage1(ek, salt, fields.length).seal(salt, fields);
  }

  /** A genuine envelope of message 2 around any fields. */
  static byte[] head2(byte[] ek, byte[] clientSalt, byte[] salt, byte[] fields) {
    return Envelope.ofMessage2(ek, clientSalt, salt, fields.length).seal(salt, fields);
  }

  /**
   * What a user sends whose handshake has these labels and this payload.
   *
   * @param ek made with the label of the envelope
   * @param prologueLabel before the head
   */
  record Message1(byte[] ek, byte[] prologueLabel, UserId user, PresharedKey psk) {
    byte[] of(ServerKeyPair server, EphemeralKeyPair ephemeral, long nowMillis, byte[] payload)
        throws Exception {
      byte[] salt = new byte[Envelope.SALT_LENGTH];
      byte[] e = ephemeral.publicKey();
      byte[] key = server.publicKey().bytes();
      try (SharedSecret es = ephemeral.agree(key)) {
        UserId masked = UserIdMask.apply(user, es, salt, e);
        long minute = Message1Fields.minuteOf(nowMillis);
        byte[] head =
            head1(ek, salt, new Message1Fields(e, masked, minute, payload.length + 16).octets());
        var noise = new NoiseHandshake(Envelope.concat(prologueLabel, head), key);
        return Envelope.concat(head, noise.writeMessage1(psk.bytes(), e, es, payload));
      }
    }
  }
}
