package io.culvert.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerKeyPair;
import io.culvert.crypto.UserId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Follows the worked example of PROTOCOL.md octet for octet. */
class WorkedExampleTest {
  private static final long TIME = 1_800_000_000_000L;
  private static final int PADDING = 5;

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

  @Test
  void theExampleIsTrue() throws Exception {
    Map<String, byte[]> example = example();
    var key = ServerKeyPair.of(counting(0x00));
    var psk = PresharedKey.of(counting(0x20));
    var user = new UserId(0x4041424344454647L);
    assertArrayEquals(example.get("server-private-key"), key.bytes());
    assertArrayEquals(example.get("server-public-key"), key.publicKey().bytes());
    assertArrayEquals(example.get("psk"), psk.bytes());
    assertArrayEquals(example.get("user-id"), user.bytes());
    assertArrayEquals(example.get("ek"), Envelope.key(key.publicKey()));

    var client = new ClientHandshake(key.publicKey(), user, psk, new Counting(0x80), new byte[0]);
    byte[] message1 = client.message1(TIME);
    assertEquals(hex(example.get("message-1")), hex(message1));
    var server =
        new ServerHandshake(key, id -> Optional.of(psk), new ReplaySet(1), 0, new Counting(0xc0));
    server.readHead(Arrays.copyOf(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH));
    server.readPayload(
        Arrays.copyOfRange(message1, ServerHandshake.MESSAGE_1_HEAD_LENGTH, message1.length), TIME);
    byte[] message2 = server.message2();
    assertEquals(hex(example.get("message-2")), hex(message2));
    client.readHead(Arrays.copyOf(message2, ClientHandshake.MESSAGE_2_HEAD_LENGTH));
    SessionKeys near =
        client.readPayload(
            Arrays.copyOfRange(message2, ClientHandshake.MESSAGE_2_HEAD_LENGTH, message2.length));

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
   * Prints what the example needs, for whoever changes the protocol: Tink draws the stream headers,
   * so two values vary.
   */
  public static void main(String[] arguments) throws Exception {
    var key = ServerKeyPair.of(counting(0x00));
    var psk = PresharedKey.of(counting(0x20));
    var client =
        new ClientHandshake(
            key.publicKey(), new UserId(0x4041424344454647L), psk, new Counting(0x80), new byte[0]);
    byte[] message1 = client.message1(TIME);
    var server =
        new ServerHandshake(key, id -> Optional.of(psk), new ReplaySet(1), 0, new Counting(0xc0));
    server.readHead(Arrays.copyOf(message1, 74));
    server.readPayload(Arrays.copyOfRange(message1, 74, message1.length), TIME);
    byte[] message2 = server.message2();
    client.readHead(Arrays.copyOf(message2, 66));
    SessionKeys near = client.readPayload(Arrays.copyOfRange(message2, 66, message2.length));
    byte[] open = HexFormat.of().parseHex("01030b6578616d706c652e636f6d01bb");
    System.out.println("server-public-key = " + hex(key.publicKey().bytes()));
    System.out.println("ek = " + hex(Envelope.key(key.publicKey())));
    System.out.println("message-1 = " + hex(message1));
    System.out.println("message-2 = " + hex(message2));
    System.out.println("upstream-open = " + hex(shortest(near, RecordType.OPEN, open)));
    System.out.println(
        "downstream-data = "
            + hex(
                shortest(
                    server.keys(), RecordType.DATA, "hello".getBytes(StandardCharsets.US_ASCII))));
  }

  /** Sealed again and again until the random padding is short, to fit on a page. */
  private static byte[] shortest(SessionKeys keys, RecordType type, byte[] body) throws Exception {
    byte[] sealed = new byte[1000];
    while (sealed.length > 110 + body.length) {
      ByteBuffer wire = Records.sealed(keys.sealer(0), type, body);
      sealed = Arrays.copyOf(wire.array(), wire.limit());
    }
    assertTrue(sealed.length > 0);
    return sealed;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
