package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.crypto.EphemeralKeyPair;
import io.culvert.crypto.Kdf;
import io.culvert.crypto.NoiseHandshake;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.SharedSecret;
import io.culvert.crypto.UserId;
import io.culvert.crypto.X25519;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Follows the worked example of PROTOCOL.md octet for octet. */
class WorkedExampleTest {
  private static final long TIME = 1_800_000_000_000L;
  private static final int PADDING = 5;
  private static final int CLIENT_START = 0x80;

  /** With this one, the keys give both first records little padding, to fit on a page. */
  private static final int SERVER_START = 0x9a;

  /** Octets that count up from a start, and 5 wherever a length of padding is drawn. */
  private static final class Counting extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private byte next;

    Counting(int start) {
      next = (byte) start;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = next++;
      }
    }

    @Override
    public int nextInt(int bound) {
      return PADDING;
    }
  }

  private static Map<String, byte[]> example() throws IOException {
    Map<String, byte[]> values = new TreeMap<>();
    var lines = Pattern.compile("^([a-z0-9-]+) += ([0-9a-f \n]+)$", Pattern.MULTILINE);
    var matcher = lines.matcher(Files.readString(Path.of("PROTOCOL.md")));
    while (matcher.find()) {
      values.put(matcher.group(1), HexFormat.of().parseHex(matcher.group(2).replaceAll("\\s", "")));
    }
    return values;
  }

  private static byte[] counting(int from) {
    byte[] bytes = new byte[32];
    new Counting(from).nextBytes(bytes);
    return bytes;
  }

  private final ServerKeyPair key = ServerKeyPair.of(counting(0x00));
  private final PresharedKey psk = PresharedKey.of(counting(0x20));
  private final UserId user = new UserId(0x4041424344454647L);
  private final ClientHandshake client =
      new ClientHandshake(key.publicKey(), user, psk, new Counting(CLIENT_START), new byte[0]);
  private final ServerHandshake server =
      new ServerHandshake(
          key, id -> Optional.of(psk), new ReplaySet(1), new Counting(SERVER_START));

  /** All that does not vary. */
  private Map<String, byte[]> computed(byte[] message1, byte[] message2) throws Exception {
    byte[] ek = Envelope.key(key.publicKey());
    Message1Fields fields = Handshakes.fields(ek, message1);
    byte[] hash = handshakeHash(message1, fields.ephemeral());
    Map<String, byte[]> values = new LinkedHashMap<>();
    values.put("server-private-key", key.bytes());
    values.put("server-public-key", key.publicKey().bytes());
    values.put("psk", psk.bytes());
    values.put("user-id", user.bytes());
    values.put("ek", ek);
    values.put("es", X25519.agree(key.bytes(), fields.ephemeral()));
    values.put("masked-id", fields.maskedId().bytes());
    values.put("message-1", message1);
    values.put("message-2", message2);
    values.put("handshake-hash", hash);
    values.put("session-hash", Kdf.sha256(hash, Handshakes.head2(message2)));
    return values;
  }

  private byte[] handshakeHash(byte[] message1, byte[] clientEphemeral) throws Exception {
    byte[] prologue = Envelope.prologue(Handshakes.head1(message1));
    var noise = new NoiseHandshake(prologue, key.publicKey().bytes());
    try (SharedSecret es = key.agree(clientEphemeral)) {
      noise.readMessage1(psk.bytes(), clientEphemeral, es, Handshakes.payload1(message1));
    }
    var ephemeral = EphemeralKeyPair.of(counting(SERVER_START + Envelope.SALT_LENGTH));
    noise.writeMessage2(ephemeral, clientEphemeral, Payload.padded(new byte[0], new Counting(0)));
    return noise.handshakeHash();
  }

  private byte[] message2(byte[] message1) throws HandshakeException {
    Handshakes.read(server, message1, TIME);
    return server.message2();
  }

  @Test
  void theExampleIsTrue() throws Exception {
    Map<String, byte[]> example = example();
    byte[] message1 = client.message1(TIME);
    byte[] message2 = message2(message1);
    computed(message1, message2)
        .forEach((name, value) -> assertEquals(hex(value), hex(example.get(name)), name));
    SessionKeys near = Handshakes.read(client, message2);
    opens(
        server.keys(),
        example.get("upstream-open"),
        RecordType.OPEN,
        "01 03 0b 6578616d706c652e636f6d 01bb");
    opens(near, example.get("downstream-data"), RecordType.DATA, "68656c6c6f");
  }

  private static void opens(SessionKeys keys, byte[] wire, RecordType type, String body)
      throws Exception {
    StreamOpener opener = keys.opener(0);
    var bytes = ByteBuffer.wrap(wire);
    Records.start(opener, bytes);
    assertEquals(body.replace(" ", ""), hex(Records.opened(opener, bytes, type)));
  }

  /**
   * Prints the example, for whoever changes the protocol. Tink draws the stream headers, so that
   * the last two values vary.
   */
  public static void main(String[] arguments) throws Exception {
    new WorkedExampleTest().print();
  }

  private void print() throws Exception {
    byte[] message1 = client.message1(TIME);
    byte[] message2 = message2(message1);
    computed(message1, message2).forEach(WorkedExampleTest::print);
    StreamSealer up = Handshakes.read(client, message2).sealer(0);
    byte[] open = HexFormat.of().parseHex("01030b6578616d706c652e636f6d01bb");
    print("upstream-open", sealed(up, RecordType.OPEN, open));
    byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
    print("downstream-data", sealed(server.keys().sealer(0), RecordType.DATA, hello));
  }

  private static void print(String name, byte[] value) {
    System.out.println(name + " = " + hex(value).replaceAll("(.{96})(?=.)", "$1\n"));
  }

  private static byte[] sealed(StreamSealer sealer, RecordType type, byte[] body) throws Exception {
    ByteBuffer wire = Records.sealed(sealer, type, body);
    return Arrays.copyOf(wire.array(), wire.limit());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
