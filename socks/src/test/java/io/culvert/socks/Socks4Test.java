package io.culvert.socks;

import static io.culvert.socks.Wire.check;
import static io.culvert.socks.Wire.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import io.culvert.address.Ipv6;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** SOCKS 4 and 4a. Numbers are those of the project's protocol cases. */
class Socks4Test {
  private static final byte[] REJECTED = hex("00 5b 0000 00000000");

  private static final Authenticator DEMANDING =
      new Authenticator.Passwords((user, password) -> {
        return true;
      });

  private static Socks4Request read(String hex) throws IOException {
    return Socks4Request.readFrom(new ByteArrayInputStream(hex(hex)));
  }

  private static Socks4Request connect(String host, int port, String userId) {
    return new Socks4Request(Command.CONNECT, new Endpoint(Address.parse(host), port), userId);
  }

  private static void assertRejected(String hex) {
    var refused = assertThrows(SocksException.Malformed.class, () -> read(hex), hex);
    assertArrayEquals(REJECTED, refused.answer());
  }

  @Test
  void case80Requests() throws Exception {
    var named = connect("2.2.2.4", 0x1112, "me");
    check("04 01 1112 02020204 6d65 00", named, named.octets(), Socks4Request::readFrom);
    var nobody = connect("2.2.2.3", 80, "");
    check("04 01 0050 02020203 00", nobody, nobody.octets(), Socks4Request::readFrom);
    var bind = new Socks4Request(Command.BIND, new Endpoint(Address.parse("2.2.2.2"), 0x1111), "");
    check("04 02 1111 02020202 00", bind, bind.octets(), Socks4Request::readFrom);
  }

  @Test
  void case80RepliesOfEveryCode() throws Exception {
    for (int code = 90; code <= 93; code++) {
      var reply =
          new Socks4Reply(new Socks4ReplyCode(code), new Endpoint(Address.parse("192.0.2.1"), 80));
      String hex = "00 " + Integer.toHexString(code) + " 0050 c0000201";
      check(hex, reply, reply.octets(), Socks4Reply::readFrom);
    }
    var other = assertThrows(SocksException.UnsupportedVersion.class, () -> replyOf("04 5a"));
    assertEquals(0, other.answer().length);
  }

  private static Socks4Reply replyOf(String hex) throws IOException {
    return Socks4Reply.readFrom(new ByteArrayInputStream(hex(hex)));
  }

  @Test
  void case80EveryFailureOfVersion5IsOneOfVersion4() {
    for (int code = 1; code <= 0xff; code++) {
      assertEquals(
          Socks4ReplyCode.REJECTED_OR_FAILED, Socks4ReplyCode.of(new ReplyCode(code)), "" + code);
    }
    assertEquals(Socks4ReplyCode.GRANTED, Socks4ReplyCode.of(ReplyCode.SUCCEEDED));
  }

  @Test
  void case80ABoundAddressThatIsNotIpv4IsZero() {
    assertArrayEquals(hex("00 5a 0050 c0000201"), translated("192.0.2.1"));
    assertArrayEquals(hex("00 5a 0050 00000000"), translated("2001:db8::1"));
    assertArrayEquals(hex("00 5a 0050 00000000"), translated("name.example"));
    var mapped = new Ipv6(hex("00000000000000000000ffffc0000201"));
    var reply = new Reply(ReplyCode.SUCCEEDED, new Endpoint(mapped, 80));
    assertArrayEquals(hex("00 5a 0050 c0000201"), Socks4Reply.of(reply).octets());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Socks4Reply(Socks4ReplyCode.GRANTED, new Endpoint(new DomainName("a"), 1)));
  }

  private static byte[] translated(String bound) {
    var endpoint = new Endpoint(Address.parse(bound), 80);
    return Socks4Reply.of(new Reply(ReplyCode.SUCCEEDED, endpoint)).octets();
  }

  @Test
  void case81Names() throws Exception {
    var name = connect("torproject.org", 0x1111, "me");
    check(
        "04 01 1111 00000001 6d65 00 746f7270726f6a6563742e6f7267 00",
        name,
        name.octets(),
        Socks4Request::readFrom);
    assertEquals(
        connect("a.example", 80, ""), read("04 01 0050 000000ff 00 612e6578616d706c65 00"));
  }

  @Test
  void case81ANameThatSpellsAnAddressIsThatAddress() throws Exception {
    assertEquals(connect("8.8.8.8", 80, ""), read("04 01 0050 00000001 00 382e382e382e38 00"));
    var six = connect("2001:db8::1", 80, "");
    assertEquals(six, Socks4Request.readFrom(new ByteArrayInputStream(six.octets())));
    var announcing = connect("0.0.0.7", 80, "");
    assertEquals(announcing, Socks4Request.readFrom(new ByteArrayInputStream(announcing.octets())));
  }

  @Test
  void case81NamesThatCouldDeceiveOthersAreRefused() {
    assertRejected("04 01 0050 00000001 00 00");
    assertRejected("04 01 0050 00000001 00 612062 00");
    assertRejected("04 01 0050 00000001 00 610d0a 00");
    assertRejected("04 01 0050 00000001 00 222222222222 2e636f6d 00");
    assertRejected("04 01 0050 00000001 00 3a3a3a 00");
  }

  @Test
  void case82FieldsOf255OctetsAndNoLongerOnes() throws Exception {
    String longest = "61".repeat(255);
    assertEquals(255, read("04 01 0050 02020202" + longest + "00").userId().length());
    assertEquals(
        connect("a".repeat(255), 80, "a".repeat(255)),
        read("04 01 0050 00000001" + longest + "00" + longest + "00"));
    assertRejected("04 01 0050 02020202" + longest + "61");
    assertRejected("04 01 0050 00000001 00" + longest + "61");
    for (String end : List.of("", "00")) {
      assertRejected("04 01 1111 02020202" + "61".repeat(2000) + end);
      assertRejected("04 01 1111 00000001 00" + "61".repeat(2000) + end);
    }
  }

  @Test
  void case82AMissingEndIsWaitedFor() {
    assertThrows(EOFException.class, () -> read("04 01 0050 02020202 6d65"));
    assertThrows(EOFException.class, () -> read("04 01 0050 00000001 00 612e"));
  }

  @Test
  void case83NoAddressAndNoPortAreRefused() throws Exception {
    assertRejected("04 01 0050 00000000 00");
    assertRejected("04 01 0000 01020304 00");
    assertRejected("04 01 0000 00000001 00 61 00");
    assertRejected("04 01 0050 00000001 00 302e302e302e30 00");
    assertEquals(Endpoint.UNSPECIFIED, read("04 02 0000 00000000 00").destination());
  }

  @Test
  void case83WhereAuthenticationIsRequiredVersion4IsRefused() throws Exception {
    var in = new ByteArrayInputStream(hex("04 01 0050 02020202 6d65 00"));
    var refused =
        assertThrows(
            SocksException.AuthenticationFailed.class,
            () -> ServerNegotiation.readVersion4(in, DEMANDING));
    assertArrayEquals(hex("00 5d 0000 00000000"), refused.answer());
    assertEquals(0, in.available());
    in.reset();
    assertEquals(
        connect("2.2.2.2", 80, "me"), ServerNegotiation.readVersion4(in, Authenticator.NONE));
  }

  @Test
  void case26CommandsWithoutANameStayRepresented() throws Exception {
    assertEquals(0xf0, read("04 f0 0000 00000000 00").command().code());
    assertArrayEquals(REJECTED, SocksException.CommandNotSupported.inVersion4(0xf0).answer());
  }

  @Test
  void anotherVersionGetsNoOctet() {
    var other =
        assertThrows(SocksException.UnsupportedVersion.class, () -> read("05 01 0050 02020202 00"));
    assertEquals(0, other.answer().length);
    assertTrue(other.getMessage().contains("05"));
  }

  @Test
  void valuesOutOfRangeAreBugs() {
    assertThrows(IllegalArgumentException.class, () -> connect("a", 1, "a".repeat(256)));
    assertThrows(IllegalArgumentException.class, () -> connect("a", 1, "a\0b"));
    assertThrows(IllegalArgumentException.class, () -> connect("a", 1, "\u0100"));
    assertThrows(IllegalArgumentException.class, () -> new Socks4ReplyCode(256));
    assertThrows(IllegalArgumentException.class, () -> new Socks4ReplyCode(-1));
  }
}
