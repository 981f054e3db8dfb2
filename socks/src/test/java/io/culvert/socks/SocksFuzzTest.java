package io.culvert.socks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.culvert.address.AddressException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * Whatever is read can be written and read again as the same message, and whatever cannot be read
 * ends in a SocksException with an answer. Replays what was found; {@code JAZZER_FUZZ=1 ./mvnw test
 * -pl socks -Dtest='SocksFuzzTest#request'} looks for more.
 */
class SocksFuzzTest {
  private static <T> void roundTrip(
      byte[] octets, Wire.Reader<T> reader, Function<T, byte[]> writer) throws IOException {
    T message;
    try {
      message = reader.readFrom(new ByteByByte(octets));
    } catch (EOFException e) {
      return;
    } catch (SocksException e) {
      assertTrue(e.answer().length <= 10);
      return;
    }
    var again = new ByteArrayInputStream(writer.apply(message));
    assertEquals(message, reader.readFrom(again));
    assertEquals(0, again.available());
  }

  @FuzzTest
  void methodSelection(byte[] octets) throws IOException {
    roundTrip(octets, MethodSelectionRequest::readFrom, MethodSelectionRequest::octets);
    roundTrip(octets, MethodSelectionReply::readFrom, MethodSelectionReply::octets);
  }

  @FuzzTest
  void usernamePassword(byte[] octets) throws IOException {
    roundTrip(
        octets,
        in -> ByteBuffer.wrap(UsernamePasswordRequest.readFrom(in).octets()),
        ByteBuffer::array);
    roundTrip(octets, UsernamePasswordReply::readFrom, UsernamePasswordReply::octets);
  }

  @FuzzTest
  void request(byte[] octets) throws IOException {
    roundTrip(octets, Request::readFrom, Request::octets);
  }

  @FuzzTest
  void reply(byte[] octets) throws IOException {
    roundTrip(octets, Reply::readFrom, Reply::octets);
  }

  @FuzzTest
  void version4(byte[] octets) throws IOException {
    roundTrip(octets, Socks4Request::readFrom, Socks4Request::octets);
    roundTrip(octets, Socks4Reply::readFrom, Socks4Reply::octets);
  }

  @FuzzTest
  void udpHeader(byte[] octets) throws IOException {
    var datagram = ByteBuffer.wrap(octets);
    UdpHeader header;
    try {
      header = UdpHeader.readFrom(datagram);
    } catch (EOFException | AddressException e) {
      return;
    }
    assertTrue(datagram.position() <= octets.length);
    assertEquals(header, UdpHeader.readFrom(ByteBuffer.wrap(header.octets())));
  }
}
