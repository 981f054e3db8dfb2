package io.culvert.address;

import static io.culvert.socks.Wire.check;
import static io.culvert.socks.Wire.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,      80,    01 c0000201 0050",
    "0.0.0.0,        0,     01 00000000 0000",
    "2001:db8::1,    65535, 04 20010db8000000000000000000000001 ffff",
    "torproject.org, 4369,  03 0e 746f7270726f6a6563742e6f7267 1111",
  })
  void case20EveryAddressType(String host, int port, String octets) throws Exception {
    var endpoint = new Endpoint(Address.parse(host), port);
    check(octets, endpoint, endpoint.octets(), Endpoint::readFrom);
  }

  @Test
  void case23ANameThatSpellsAnAddressIsThatAddress() throws Exception {
    assertInstanceOf(Ipv4.class, named("8.8.8.8").address());
    assertInstanceOf(Ipv6.class, named("[2001:db8::1]").address());
    assertInstanceOf(DomainName.class, named("8.8.8.8.example").address());
  }

  @Test
  void case24NamesOf255OctetsAndNoneOfZero() throws Exception {
    assertEquals(255, ((DomainName) named("a".repeat(255)).address()).name().length());
    assertThrows(AddressException.Malformed.class, () -> named(""));
  }

  @Test
  void case25ImpossibleNamesAreMalformedAndNotRepeated() {
    for (String bad : List.of("a\r\nb", "a b", "caf\u00e9")) {
      var refused = assertThrows(AddressException.Malformed.class, () -> named(bad));
      assertEquals("the address: a name has visible ASCII characters only", refused.getMessage());
    }
  }

  private static Endpoint named(String name) throws IOException {
    byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
    var wire =
        ByteBuffer.allocate(4 + octets.length)
            .put((byte) 3)
            .put((byte) octets.length)
            .put(octets)
            .putShort((short) 80);
    return Endpoint.readFrom(new ByteArrayInputStream(wire.array()));
  }

  @Test
  void case26AnUnknownTypeIsNamed() {
    var type =
        assertThrows(
            AddressException.UnknownType.class,
            () -> Endpoint.readFrom(new ByteArrayInputStream(hex("17 0102"))));
    assertEquals(0x17, type.code());
  }

  @Test
  void leavesABufferBehindIt() throws Exception {
    var slice = ByteBuffer.wrap(hex("ff ff 01 01020304 0035 6162")).position(2).slice();
    assertEquals(new Endpoint(Address.parse("1.2.3.4"), 53), Endpoint.readFrom(slice));
    assertEquals(2, slice.remaining());
  }

  @Test
  void aPortHasTwoOctets() {
    var name = new DomainName("a");
    assertEquals(0, new Endpoint(name, 0).port());
    assertEquals(65_535, new Endpoint(name, 65_535).port());
    assertThrows(IllegalArgumentException.class, () -> new Endpoint(name, -1));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint(name, 65_536));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1:80",
    "::1, [::1]:80",
    "2001:DB8:0:0::1, [2001:db8::1]:80",
    "example.org, example.org:80"
  })
  void isWrittenAsPeopleWriteIt(String host, String text) {
    assertEquals(text, new Endpoint(Address.parse(host), 80).toString());
    assertEquals(text, new HostPort(host, 80).toString());
  }

  @Test
  void comesFromASocketsAddress() throws Exception {
    assertEquals("[::1]:80", Endpoint.of(new InetSocketAddress("::1", 80)).toString());
    assertEquals("127.0.0.1:80", Endpoint.of(new InetSocketAddress("127.0.0.1", 80)).toString());
  }
}
