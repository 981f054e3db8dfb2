package io.culvert.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.proxy.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The body of REPLY, octet for octet (PROTOCOL.md, "Streams"). */
class OpenResponseTest {
  private static final String IPV4 = "01 c0000201 01bb";
  private static final String IPV6 = "04 20010db8000000000000000000000001 01bb";
  private static final String NAME = "03 0b 6578616d706c652e636f6d 01bb"; // example.com

  private static ByteBuffer octets(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static Endpoint endpoint(String host, int port) {
    return new Endpoint(Address.parse(host), port);
  }

  @Test
  void isSuccessAndTheBoundAddress() throws IOException {
    OpenResponse success = OpenResponse.success(endpoint("192.0.2.1", 443));
    assertEquals(octets("00 00" + IPV4), success.body());
    assertTrue(success.succeeded());
    assertEquals(success, OpenResponse.readFrom(octets("00 00" + IPV4)));
  }

  @ParameterizedTest
  @CsvSource({
    "GENERAL, 01 00",
    "LIMIT_REACHED, 01 03",
    "SERVER_UNREACHABLE, 01 05",
    "HANDSHAKE_FAILED, 01 06",
    "HANDSHAKE_TIMEOUT, 01 07",
    "NOT_ALLOWED, 02 00",
    "NETWORK_UNREACHABLE, 03 00",
    "HOST_UNREACHABLE, 04 00",
    "UNRESOLVABLE, 04 01",
    "CONNECT_TIMEOUT, 04 02",
    "CONNECTION_REFUSED, 05 00",
    "NO_PEER, 06 00",
    "COMMAND_NOT_SUPPORTED, 07 00",
    "ADDRESS_TYPE_NOT_SUPPORTED, 08 00",
  })
  void isAFailureItsCodeAndItsReasonBothWays(Failure failure, String codes) throws IOException {
    String golden = codes + "01 00000000 0000";
    assertEquals(octets(golden), OpenResponse.failure(failure).body());
    OpenResponse read = OpenResponse.readFrom(octets(golden));
    assertFalse(read.succeeded());
    assertFalse(read.isRepeated());
    assertEquals(failure, read.failure());
  }

  @ParameterizedTest
  @EnumSource
  void carriesEachFailureWhole(Failure failure) throws IOException {
    OpenResponse sent = OpenResponse.failure(failure);
    assertEquals(failure, OpenResponse.readFrom(sent.body()).failure());
  }

  @Test
  void tellsThatARequestWasHadBefore() throws IOException {
    OpenResponse sent = OpenResponse.repeated();
    assertEquals(octets("01 04 01 00000000 0000"), sent.body());
    assertTrue(OpenResponse.readFrom(sent.body()).isRepeated());
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "ff"})
  void isWhatItsCodeSaysForAReasonWithoutAName(String reason) throws IOException {
    OpenResponse read = OpenResponse.readFrom(octets("05" + reason + IPV4));
    assertEquals(Failure.CONNECTION_REFUSED, read.failure());
  }

  @Test
  void isRefusedWithSomethingBehindItsAddress() {
    assertThrows(IOException.class, () -> OpenResponse.readFrom(octets("00 00" + IPV4 + "00")));
  }

  /** Some failures share a code, and none is a success. */
  @ParameterizedTest
  @EnumSource
  void isNeverASuccessForAFailure(Failure failure) {
    assertFalse(OpenResponse.failure(failure).succeeded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"09", "80", "ff"})
  void isAGeneralFailureForACodeWithoutAName(String code) throws IOException {
    OpenResponse read = OpenResponse.readFrom(octets(code + "00" + IPV4));
    assertFalse(read.succeeded());
    assertEquals(Failure.GENERAL, read.failure());
  }

  @ParameterizedTest
  @ValueSource(strings = {IPV4, IPV6, NAME})
  void isRefusedAtEveryTruncation(String address) {
    ByteBuffer whole = octets("00 00" + address);
    for (int length = 0; length < whole.limit(); length++) {
      ByteBuffer part = whole.slice(0, length);
      assertThrows(IOException.class, () -> OpenResponse.readFrom(part), "after " + length);
    }
  }
}
