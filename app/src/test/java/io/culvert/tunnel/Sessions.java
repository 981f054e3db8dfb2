package io.culvert.tunnel;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import io.culvert.wire.ClientHandshake;
import io.culvert.wire.HandshakeException;
import io.culvert.wire.RecordType;
import io.culvert.wire.ReplaySet;
import io.culvert.wire.ServerHandshake;
import io.culvert.wire.ServerTime;
import io.culvert.wire.SessionKeys;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** What one handshake leaves to its two ends. */
record Sessions(SessionKeys client, SessionKeys server) {
  private static final long NOW_MILLIS = 1_800_000_000_000L;
  private static final ServerTime NOW = new ServerTime(NOW_MILLIS, 0);

  /** A handshake without a network. */
  static Sessions open() throws HandshakeException {
    var random = new SecureRandom();
    var key = ServerKeyPair.generate(random);
    var psk = PresharedKey.generate(random);
    var replays = new ReplaySet(1);
    var user = UserId.generate(random);
    var client = new ClientHandshake(key.publicKey(), user, psk, random, new byte[0]);
    var server = new ServerHandshake(key, id -> Optional.of(psk), replays, random);
    byte[] message1 = client.message1(NOW_MILLIS);
    int head1 = ServerHandshake.MESSAGE_1_HEAD_LENGTH;
    server.readHead(Arrays.copyOf(message1, head1), NOW);
    server.readPayload(Arrays.copyOfRange(message1, head1, message1.length), NOW);
    byte[] message2 = server.message2();
    int head2 = ClientHandshake.MESSAGE_2_HEAD_LENGTH;
    client.readHead(Arrays.copyOf(message2, head2));
    SessionKeys opened = client.readPayload(Arrays.copyOfRange(message2, head2, message2.length));
    return new Sessions(opened, server.keys());
  }

  /** One record as it stands on the wire. */
  static byte[] sealed(StreamSealer sealer, RecordType type, byte... body) throws IOException {
    var wire = ByteBuffer.allocate(StreamSealer.maxSealedLength(body.length));
    sealer.seal(type, ByteBuffer.wrap(body), wire);
    return Arrays.copyOf(wire.array(), wire.position());
  }

  /** Records of one stream, one behind the other. */
  static byte[] joined(byte[]... records) {
    int length = Arrays.stream(records).mapToInt(each -> each.length).sum();
    var all = ByteBuffer.allocate(length);
    for (byte[] each : records) {
      all.put(each);
    }
    return all.array();
  }
}
