package io.culvert.address;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "0.0.0.0", "255.255.255.255", "192.0.2.10"})
  void case23ANameThatSpellsAnIpv4AddressIsThatAddress(String text) {
    assertEquals(text, assertInstanceOf(Ipv4.class, Address.parse(text)).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[2001:0db8:85a3:0000:0000:8a2e:0370:7334]",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "2001:DB8:85A3::8A2E:370:7334",
      })
  void case23ANameThatSpellsAnIpv6AddressIsThatAddress(String text) {
    var address = assertInstanceOf(Ipv6.class, Address.parse(text));
    assertEquals("2001:db8:85a3::8a2e:370:7334", address.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8.example", "1.2.3", "1.2.3.256", "01.2.3.4", "a"})
  void whatOnlyBeginsAsAnAddressIsAName(String text) {
    assertInstanceOf(DomainName.class, Address.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "1::2::3",
        "12345::",
        "[::1",
        "::1]",
        "[8.8.8.8]",
        "::.example",
        "fe80::1%lo"
      })
  void refusesWhatIsNeitherAddressNorName(String text) {
    assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
  }

  @Test
  void anIpv4MappedLiteralIsTheIpv4Address() {
    assertEquals(Address.parse("192.0.2.1"), Address.parse("::ffff:192.0.2.1"));
  }

  /** The examples of RFC 5952, and the borders of its rules. */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, ::",
    "00000000000000000000000000000001, ::1",
    "00010000000000000000000000000000, 1::",
    "20010db8000000000000000000000001, 2001:db8::1",
    "20010db8000000000000000000020001, 2001:db8::2:1",
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    "20010db80001000000000000abcd0012, 2001:db8:1::abcd:12",
    "00000001000100010001000100010001, 0:1:1:1:1:1:1:1",
    "00010001000100010001000100010000, 1:1:1:1:1:1:1:0",
    "00010001000100010001000100000000, 1:1:1:1:1:1::",
    "0000000000010001000100010001aaaa, ::1:1:1:1:1:aaaa",
    "00010002000300040005000600070008, 1:2:3:4:5:6:7:8",
    "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "00000000000000000000ffffc0000201, ::ffff:192.0.2.1",
    "0000000000000000ffff0000c0000201, ::ffff:0:c000:201",
    "0000000000000000000000000a000001, ::a00:1",
  })
  void writesIpv6AsRfc5952Says(String octets, String text) {
    var address = new Ipv6(HexFormat.of().parseHex(octets));
    assertEquals(text, address.text());
    assertEquals("[" + text + "]", address.toString());
  }

  @Test
  void readsBackWhatItWrites() {
    var random = new Random(6);
    for (int round = 0; round < 10_000; round++) {
      byte[] octets = new byte[Ipv6.LENGTH];
      for (int i = 0; i < octets.length; i += 2) {
        octets[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
        octets[i + 1] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0);
      }
      var address = new Ipv6(octets);
      boolean mapped = address.inetAddress() instanceof Inet4Address;
      assertEquals(
          mapped ? Address.of(address.inetAddress()) : address, Address.parse(address.text()));
    }
  }

  @Test
  void anAddressHasTheOctetsOfItsKind() {
    assertThrows(IllegalArgumentException.class, () -> new Ipv4(new byte[3]));
    assertThrows(IllegalArgumentException.class, () -> new Ipv4(new byte[5]));
    assertThrows(IllegalArgumentException.class, () -> new Ipv6(new byte[4]));
    assertThrows(IllegalArgumentException.class, () -> new Ipv6(new byte[17]));
    assertNotEquals(new Ipv4(new byte[4]), new Ipv6(new byte[16]));
  }

  @Test
  void itsOctetsCannotBeChanged() throws Exception {
    byte[] octets = {127, 0, 0, 1};
    var address = new Ipv4(octets);
    octets[0] = 1;
    address.octets()[0] = 1;
    assertArrayEquals(new byte[] {127, 0, 0, 1}, address.octets());
    assertEquals(InetAddress.getByName("127.0.0.1"), address.inetAddress());
    assertEquals(new Ipv4(new byte[] {127, 0, 0, 1}).hashCode(), address.hashCode());
  }
}
