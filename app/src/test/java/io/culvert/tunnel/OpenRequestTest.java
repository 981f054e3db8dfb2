package io.culvert.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.proxy.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The body of OPEN, octet for octet (PROTOCOL.md, "Streams"). */
class OpenRequestTest {
  private static final String IPV4 = "01 c0000201 01bb";
  private static final String IPV6 = "04 20010db8000000000000000000000001 01bb";
  private static final String NAME = "03 0b 6578616d706c652e636f6d 01bb"; // example.com

  private static ByteBuffer octets(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static Endpoint endpoint(String host, int port) {
    return new Endpoint(Address.parse(host), port);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, 192.0.2.1, 01 " + IPV4,
    "BIND, 2001:db8::1, 02 " + IPV6,
    "UDP_ASSOCIATE, example.com, 03 " + NAME,
  })
  void isCommandAndAddress(Command command, String host, String golden) throws IOException {
    var request = new OpenRequest(command, endpoint(host, 443));
    assertEquals(octets(golden), request.body());
    OpenRequest read = OpenRequest.readFrom(octets(golden));
    assertEquals(request, read);
    assertEquals(Optional.of(command), read.command());
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "04", "7f", "ff"})
  void keepsACommandWithoutAName(String code) throws IOException {
    OpenRequest read = OpenRequest.readFrom(octets(code + IPV4));
    assertEquals(Integer.parseInt(code, 16), read.code());
    assertEquals(Optional.empty(), read.command());
    assertEquals(octets(code + IPV4), read.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {IPV4, IPV6, NAME})
  void isRefusedAtEveryTruncation(String address) {
    ByteBuffer whole = octets("01" + address);
    for (int length = 0; length < whole.limit(); length++) {
      ByteBuffer part = whole.slice(0, length);
      assertThrows(IOException.class, () -> OpenRequest.readFrom(part), "after " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {IPV4, IPV6, NAME})
  void namesTheStreamThatHadItFirstBehindTheAddress(String address) throws IOException {
    String golden = "01" + address + "0102030405060708 000000000000000a";
    OpenRequest read = OpenRequest.readFrom(octets(golden));
    assertEquals(Optional.of(new StreamName(0x0102030405060708L, 10)), read.repeats());
    assertEquals(octets(golden), read.body());
    OpenRequest first = OpenRequest.readFrom(octets("01" + address));
    assertEquals(read, first.repeating(new StreamName(0x0102030405060708L, 10)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17, 32})
  void isRefusedWithAnythingElseBehindTheAddress(int length) {
    ByteBuffer body = ByteBuffer.allocate(8 + length).put(octets("01" + IPV4)).rewind();
    assertThrows(IOException.class, () -> OpenRequest.readFrom(body));
  }

  @Test
  void isRefusedForAnUnknownTypeOfAddress() {
    assertThrows(IOException.class, () -> OpenRequest.readFrom(octets("01 02 c0000201 01bb")));
  }

  @Test
  void isReadFromTheMiddleOfABuffer() throws IOException {
    ByteBuffer within = octets("ffff 01" + IPV4).position(2).slice();
    assertEquals(endpoint("192.0.2.1", 443), OpenRequest.readFrom(within).target());
  }
}
