package io.culvert.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org:443",
        "localhost:0",
        "192.0.2.1:65535",
        "[2001:db8::1]:8443",
        "[::]:1",
        "my_host-1.example:80"
      })
  void writesWhatItReads(String text) {
    assertEquals(text, HostPort.parse(text).toString());
  }

  @Test
  void keepsAnIpv6HostWithoutBrackets() {
    assertEquals(new HostPort("2001:db8::1", 8443), HostPort.parse("[2001:db8::1]:8443"));
  }

  @Test
  void writesAnIpv6HostAsRfc5952Says() {
    assertEquals("[2001:db8::1]:1", HostPort.parse("[2001:DB8:0:0:0:0:0:1]:1").toString());
    assertEquals(new HostPort("::1", 1), new HostPort("0:0:0:0:0:0:0:1", 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.org | \"example.org\" has no port",
        "[::1] | \"[::1]\" has no port",
        ":1080 | the host is missing before the port",
        "example.org: | \"\" is not a port number",
        "example.org:http | \"http\" is not a port number",
        "example.org:65536 | port 65536 is not in 0..65535",
        "example.org:-1 | \"-1\" is not a port number",
        "::1:80 | \"::1\" is an IPv6 address without brackets",
        "exa mple:80 | \"exa mple\" is neither a host name nor an IP address",
        "-x.example:80 | \"-x.example\" is neither a host name nor an IP address",
        "256.1.1.1:80 | \"256.1.1.1\" is neither a host name nor an IP address",
        "1.2.3:80 | \"1.2.3\" is neither a host name nor an IP address",
        "[1::2::3]:80 | \"1::2::3\" is neither a host name nor an IP address",
      })
  void saysWhichPartIsWrong(String text, String problem) {
    var e = assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text));
    assertEquals(problem, e.getMessage());
  }

  @Test
  void refusesANameOf254Characters() {
    String label = "a".repeat(63) + ".";
    String name = label.repeat(3) + "a".repeat(61);
    assertEquals(253, name.length());
    assertEquals(name, new HostPort(name, 1).host());
    assertThrows(IllegalArgumentException.class, () -> new HostPort(name + "a", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"})
  void knowsTheLoopback(String host) {
    assertTrue(new HostPort(host, 1).isLoopback());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "localhost.example", "example.org"})
  void countsAllElseAsNotLoopback(String host) {
    assertFalse(new HostPort(host, 1).isLoopback());
  }

  @Test
  void resolvesALiteral() {
    var address = new HostPort("127.0.0.1", 80).socketAddress();
    assertEquals("127.0.0.1", address.getAddress().getHostAddress());
    assertEquals(80, address.getPort());
  }
}
