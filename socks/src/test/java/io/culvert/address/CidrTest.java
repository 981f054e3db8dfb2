package io.culvert.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,      10.0.0.0,        9.255.255.255",
    "10.0.0.0/8,      10.255.255.255,  11.0.0.0",
    "100.64.0.0/10,   100.127.255.255, 100.128.0.0",
    "172.16.0.0/12,   172.31.255.255,  172.32.0.0",
    "192.0.2.128/25,  192.0.2.128,     192.0.2.127",
    "192.0.2.7/32,    192.0.2.7,       192.0.2.6",
    "192.0.2.7,       192.0.2.7,       192.0.2.8",
    "fc00::/7,        fdff::1,         fe00::",
    "2001:db8::/33,   2001:db8:7fff::, 2001:db8:8000::",
    "::1,             ::1,             ::2",
    "0.0.0.0/0,       255.255.255.255, ::1",
    "::/0,            ffff::,          1.2.3.4",
  })
  void aBlockContainsItsEdgesAndNotTheirNeighbours(String block, String inside, String outside)
      throws UnknownHostException {
    assertTrue(Cidr.parse(block).contains(InetAddress.getByName(inside)));
    assertFalse(Cidr.parse(block).contains(InetAddress.getByName(outside)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "localhost",
        "localhost/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "10.0.0.0/8/8",
        "10.0.0.1/8",
        "256.0.0.1",
        "fc00::/129",
        "fc00::1/7",
        "fe80::1%lo",
        "[::1]",
        "10.0.0.0 /8",
        "10/8",
        "10.1",
      })
  void rejectsWhatIsNoBlock(String text) {
    assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
  }

  @Test
  void isWrittenAsItIsRead() {
    assertEquals("10.0.0.0/8", Cidr.parse("10.0.0.0/8").toString());
    assertEquals("fc00::/7", Cidr.parse("fc00::/7").toString());
    assertEquals("::/0", Cidr.parse("0:0::/0").toString());
  }
}
