package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** Sealing and opening in memory. */
final class Records {
  private Records() {}

  /** Both ends of a finished handshake. */
  static SessionKeys[] bothEnds() throws HandshakeException {
    var random = new SecureRandom();
    var key = ServerKeyPair.generate(random);
    var psk = PresharedKey.generate(random);
    var client = new ClientHandshake(key.publicKey(), new UserId(1), psk, random, new byte[0]);
    var server = new ServerHandshake(key, id -> Optional.of(psk), new ReplaySet(1), random);
    byte[] message1 = client.message1(0);
    Handshakes.read(server, message1, 0);
    return new SessionKeys[] {Handshakes.read(client, server.message2()), server.keys()};
  }

  static ByteBuffer sealed(StreamSealer sealer, RecordType type, byte[] body) throws Exception {
    var wire = ByteBuffer.allocate(StreamSealer.maxSealedLength(body.length));
    sealer.seal(type, ByteBuffer.wrap(body), wire);
    return wire.flip();
  }

  /** Opens one record that must be there whole; nothing may be left. */
  static byte[] opened(StreamOpener opener, ByteBuffer wire, RecordType type)
      throws RecordException {
    RecordHeader header = opener.openHeader(wire);
    assertEquals(type, header.type());
    var plain = ByteBuffer.allocate(header.length() + header.padLength());
    if (header.bodyLength() > 0) {
      opener.openBody(header, wire, plain);
    }
    assertEquals(0, wire.remaining());
    return Arrays.copyOf(plain.array(), plain.position());
  }

  static void start(StreamOpener opener, ByteBuffer wire) throws RecordException {
    opener.start(wire.array(), wire.position());
    wire.position(wire.position() + StreamOpener.STREAM_HEADER_LENGTH);
  }

  static void assertCarries(StreamSealer sealer, StreamOpener opener) throws Exception {
    byte[] body = "through the tunnel".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer wire = sealed(sealer, RecordType.DATA, body);
    start(opener, wire);
    assertArrayEquals(body, opened(opener, wire, RecordType.DATA));
    assertArrayEquals(
        new byte[0], opened(opener, sealed(sealer, RecordType.END, new byte[0]), RecordType.END));
  }
}
