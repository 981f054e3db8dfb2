package io.culvert.socks;

import static io.culvert.socks.Wire.check;
import static io.culvert.socks.Wire.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.Address;
import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every message as octets, both ways, and cut at every place. Numbers are those of the project's
 * protocol cases.
 */
class MessagesTest {
  @Test
  void case1MethodSelection() throws Exception {
    var request = new MethodSelectionRequest(List.of(Method.NO_AUTHENTICATION_REQUIRED));
    check("05 01 00", request, request.octets(), MethodSelectionRequest::readFrom);
    var reply = new MethodSelectionReply(Method.NO_AUTHENTICATION_REQUIRED);
    check("05 00", reply, reply.octets(), MethodSelectionReply::readFrom);
    var none = new MethodSelectionReply(Method.NO_ACCEPTABLE_METHODS);
    check("05 ff", none, none.octets(), MethodSelectionReply::readFrom);
  }

  @Test
  void case3And5AnyNumberOfMethods() throws Exception {
    var none = new MethodSelectionRequest(List.of());
    check("05 00", none, none.octets(), MethodSelectionRequest::readFrom);
    var all = new MethodSelectionRequest(Collections.nCopies(255, new Method(0x80)));
    check("05 ff" + "80".repeat(255), all, all.octets(), MethodSelectionRequest::readFrom);
  }

  @Test
  void case9UsernamePassword() throws Exception {
    byte[] wire = hex("01 02 6d65 08 6d79706173737764");
    var request = UsernamePasswordRequest.readFrom(new ByteArrayInputStream(wire));
    assertArrayEquals("me".getBytes(StandardCharsets.US_ASCII), request.uname());
    assertArrayEquals("mypasswd".getBytes(StandardCharsets.US_ASCII), request.passwd());
    assertArrayEquals(wire, request.octets());
    assertEquals("UsernamePasswordRequest[redacted]", request.toString());
    check(
        "01 00",
        UsernamePasswordReply.SUCCESS,
        UsernamePasswordReply.SUCCESS.octets(),
        UsernamePasswordReply::readFrom);
    check(
        "01 01",
        UsernamePasswordReply.FAILURE,
        UsernamePasswordReply.FAILURE.octets(),
        UsernamePasswordReply::readFrom);
  }

  @Test
  void case12NamesAndPasswordsOf255OctetsAndNoneOfZero() throws Exception {
    byte[] longest = hex("01 ff" + "61".repeat(255) + "ff" + "62".repeat(255));
    assertArrayEquals(
        longest, UsernamePasswordRequest.readFrom(new ByteArrayInputStream(longest)).octets());
    for (String empty : List.of("01 00 00", "01 01 61 00", "01 00 01 61")) {
      assertThrows(
          SocksException.AuthenticationFailed.class,
          () -> UsernamePasswordRequest.readFrom(new ByteArrayInputStream(hex(empty))));
    }
  }

  @Test
  void case10TheSubnegotiationsVersionIs01() {
    assertThrows(
        SocksException.AuthenticationFailed.class,
        () ->
            UsernamePasswordRequest.readFrom(
                new ByteArrayInputStream(hex("02 05 68656c6c6f 05 776f726c64"))));
  }

  @Test
  void case20RequestsForEveryAddressType() throws Exception {
    var four = new Request(Command.CONNECT, new Endpoint(Address.parse("2.2.2.4"), 0x0102));
    check("05 01 00 01 02020204 0102", four, four.octets(), Request::readFrom);
    var six = new Request(Command.BIND, new Endpoint(Address.parse("2001:db8::1"), 0xffff));
    check(
        "05 02 00 04 20010db8000000000000000000000001 ffff", six, six.octets(), Request::readFrom);
    var name =
        new Request(Command.UDP_ASSOCIATE, new Endpoint(new DomainName("torproject.org"), 0x1111));
    check(
        "05 03 00 03 0e 746f7270726f6a6563742e6f7267 1111", name, name.octets(), Request::readFrom);
  }

  @Test
  void case21RepliesCarryTheBoundAddress() throws Exception {
    var reply = new Reply(ReplyCode.SUCCEEDED, new Endpoint(Address.parse("192.0.2.1"), 80));
    check("05 00 00 01 c0000201 0050", reply, reply.octets(), Reply::readFrom);
    for (int code = 0; code <= 8; code++) {
      var failure = new Reply(new ReplyCode(code), Endpoint.UNSPECIFIED);
      check("05 0" + code + " 00 01 00000000 0000", failure, failure.octets(), Reply::readFrom);
    }
  }

  @Test
  void case22TheReservedOctetOfARequestIsNotJudged() throws Exception {
    var request = Request.readFrom(new ByteArrayInputStream(hex("05 01 99 01 01020304 0050")));
    assertEquals(Address.parse("1.2.3.4"), request.destination().address());
  }

  @Test
  void case26UnknownCodesStayRepresented() throws Exception {
    assertEquals(
        0xf0,
        Request.readFrom(new ByteArrayInputStream(hex("05 f0 00 01 01020304 0050")))
            .command()
            .code());
    var type =
        assertThrows(
            SocksException.AddressTypeNotSupported.class,
            () -> Request.readFrom(new ByteArrayInputStream(hex("05 01 00 17 0102"))));
    assertArrayEquals(hex("05 08 00 01 00000000 0000"), type.answer());
    var version =
        assertThrows(
            SocksException.Malformed.class,
            () -> Request.readFrom(new ByteArrayInputStream(hex("04 01 00 01"))));
    assertArrayEquals(hex("05 01 00 01 00000000 0000"), version.answer());
    assertArrayEquals(
        hex("05 07 00 01 00000000 0000"), new SocksException.CommandNotSupported(0xf0).answer());
  }

  @Test
  void case61UdpHeaders() throws Exception {
    var header = new UdpHeader(0, new Endpoint(Address.parse("1.2.3.4"), 53));
    assertArrayEquals(hex("0000 00 01 01020304 0035"), header.octets());
    var datagram = ByteBuffer.wrap(hex("0000 00 01 01020304 0035 61 62"));
    assertEquals(header, UdpHeader.readFrom(datagram));
    assertEquals(2, datagram.remaining());
    byte[] whole = hex("0000 83 03 01 61 0035");
    assertEquals(0x83, UdpHeader.readFrom(ByteBuffer.wrap(whole)).frag());
    for (int length = 0; length < whole.length; length++) {
      var cut = ByteBuffer.wrap(whole, 0, length);
      assertThrows(IOException.class, () -> UdpHeader.readFrom(cut));
    }
  }

  @Test
  void valuesOutOfRangeAreBugs() {
    assertThrows(IllegalArgumentException.class, () -> new Method(256));
    assertThrows(IllegalArgumentException.class, () -> new Command(-1));
    assertThrows(IllegalArgumentException.class, () -> new ReplyCode(256));
    assertThrows(IllegalArgumentException.class, () -> new UdpHeader(256, Endpoint.UNSPECIFIED));
  }

  @Test
  void valuesAtTheBordersAreNot() {
    assertEquals(255, new UdpHeader(255, Endpoint.UNSPECIFIED).frag());
    assertEquals(255, new Command(255).code());
    assertEquals(0, new Command(0).code());
    byte[] longest = new byte[255];
    assertEquals(255, new UsernamePasswordRequest(longest, longest).passwd().length);
  }

  @Test
  void namesAndPasswordsHave1To255Octets() {
    byte[] one = new byte[1];
    for (int length : new int[] {0, 256}) {
      byte[] wrong = new byte[length];
      assertThrows(IllegalArgumentException.class, () -> new UsernamePasswordRequest(wrong, one));
      assertThrows(IllegalArgumentException.class, () -> new UsernamePasswordRequest(one, wrong));
    }
  }
}
