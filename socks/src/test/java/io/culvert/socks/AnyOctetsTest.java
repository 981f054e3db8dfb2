package io.culvert.socks;

import io.culvert.address.AddressException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever octets come, split anywhere, a parser ends in a message, in its own exception or at the
 * end of its input, and allocates no more than the largest message needs.
 */
@Timeout(60)
class AnyOctetsTest {
  private static final int ROUNDS = 20_000;

  /** Twice a field of 255 octets as octets, text and address, with what carries them. */
  private static final long MAX_ALLOCATED_BYTES = 32 * 1024;

  private static void feed(AnyOctets.Parser parser, String... genuine) {
    feed(SocksException.class, parser, genuine);
  }

  private static void feed(
      Class<? extends IOException> own, AnyOctets.Parser parser, String... genuine) {
    var octets = List.of(genuine).stream().map(Wire::hex).toList();
    new AnyOctets(20, own, MAX_ALLOCATED_BYTES).feed(ROUNDS, octets, parser);
  }

  @Test
  void methodSelections() {
    feed(
        MethodSelectionRequest::readFrom, "05 01 00", "05 03 00 01 02", "05 ff" + "80".repeat(255));
    feed(MethodSelectionReply::readFrom, "05 00", "05 ff");
  }

  @Test
  void usernamesAndPasswords() {
    feed(
        UsernamePasswordRequest::readFrom,
        "01 02 6d65 08 6d79706173737764",
        "01 ff" + "61".repeat(255) + "ff" + "62".repeat(255));
    feed(UsernamePasswordReply::readFrom, "01 00", "01 01");
  }

  @Test
  void requestsAndReplies() {
    String[] genuine = {
      "05 01 00 01 02020204 0102",
      "05 02 00 04 20010db8000000000000000000000001 ffff",
      "05 03 00 03 0e 746f7270726f6a6563742e6f7267 1111",
      "05 01 00 03 07 382e382e382e38 0050",
      "05 01 00 03 05 5b3a3a315d 0050",
      "05 01 00 03 ff" + "61".repeat(255) + "0050",
    };
    feed(Request::readFrom, genuine);
    feed(Reply::readFrom, genuine);
  }

  @Test
  void version4() {
    feed(
        Socks4Request::readFrom,
        "04 01 0050 02020202 6d65 00",
        "04 01 0050 00000001 6d65 00 746f7270726f6a6563742e6f7267 00",
        "04 01 0050 00000001" + "61".repeat(255) + "00" + "61".repeat(255) + "00");
    feed(Socks4Reply::readFrom, "00 5a 0050 c0000201");
  }

  @Test
  void udpHeaders() {
    feed(
        AddressException.class,
        AnyOctetsTest::udpHeader,
        "0000 00 01 01020304 0035 6162",
        "0000 83 03 01 61 0035",
        "0000 00 04 20010db8000000000000000000000001 0035");
  }

  private static void udpHeader(InputStream in) throws IOException {
    UdpHeader.readFrom(ByteBuffer.wrap(in.readAllBytes()));
  }

  @Test
  void wholeNegotiations() {
    AnyOctets.Parser negotiation =
        in ->
            ServerNegotiation.negotiate(
                    in, OutputStream.nullOutputStream(), AuthenticationMethod.of(everybody()))
                .readRequest();
    feed(
        negotiation,
        "05 01 02  01 02 6d65 08 6d79706173737764  05 01 00 01 02020202 1111",
        "05 02 00 02  01 01 61 01 62  05 01 00 03 01 61 1111");
  }

  private static Authenticator everybody() {
    return new Authenticator.Passwords((user, password) -> true);
  }
}
