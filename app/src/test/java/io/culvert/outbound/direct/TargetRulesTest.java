package io.culvert.outbound.direct;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 17 and 19: which addresses and ports are refused, at the borders of each block. */
class TargetRulesTest {
  private static final TargetRules DEFAULT = new TargetRules(List.of(), List.of(), Set.of(25));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "192.168.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "100::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:c0a8:101::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "100:0:0:1::1",
        "200::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:1::4",
        "2001:2::1",
        "2001:5::1",
        "2001:10::1",
        "2001:1ff:ffff::1",
        "3fff::1",
        "3fff:fff:ffff::1",
        "4000::1",
        "5f00::1",
      })
  void reportF5RefusesWhatIsNotPublic(String address) throws UnknownHostException {
    assertFalse(permits(DEFAULT, address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
        "2002:808:808::1",
        "2001:200::1",
        "2001:1::1",
        "2001:4:112::1",
        "3ffe:ffff::1",
        "3fff:1000::1",
        "192.0.0.9",
        "192.31.196.1",
      })
  void permitsWhatIsPublic(String address) throws UnknownHostException {
    assertTrue(permits(DEFAULT, address));
  }

  @Test
  void permitsWhatIsAllowedAndNotItsNeighbours() throws UnknownHostException {
    var rules = rules(List.of("10.1.0.0/16"), List.of());
    assertTrue(permits(rules, "10.1.2.3"));
    assertTrue(permits(rules, "::ffff:10.1.2.3"));
    assertTrue(permits(rules, "64:ff9b::a01:203"));
    assertFalse(permits(rules, "10.2.0.0"));
    assertFalse(permits(rules, "127.0.0.1"));
  }

  @Test
  void whatIsDeniedIsRefusedAlthoughPublic() throws UnknownHostException {
    var rules = rules(List.of(), List.of("8.8.8.0/24"));
    assertFalse(permits(rules, "8.8.8.8"));
    assertFalse(permits(rules, "::ffff:8.8.8.8"));
    assertFalse(permits(rules, "64:ff9b::808:808"));
    assertFalse(permits(rules, "2002:808:808::1"));
    assertTrue(permits(rules, "8.8.4.4"));
  }

  @Test
  void whatIsDeniedIsRefusedAlthoughAllowed() throws UnknownHostException {
    var rules = rules(List.of("10.0.0.0/8"), List.of("10.1.0.0/16"));
    assertFalse(permits(rules, "10.1.0.1"));
    assertTrue(permits(rules, "10.2.0.1"));
  }

  @Test
  void refusesDeniedPortsEvenAtAllowedAddresses() throws UnknownHostException {
    var rules = new TargetRules(List.of(Cidr.parse("10.0.0.0/8")), List.of(), Set.of(25, 587));
    assertFalse(rules.permits(InetAddress.getByName("8.8.8.8"), 25));
    assertFalse(rules.permits(InetAddress.getByName("10.0.0.1"), 587));
    assertTrue(rules.permits(InetAddress.getByName("8.8.8.8"), 26));
  }

  @Test
  void refusesPortZero() throws UnknownHostException {
    assertFalse(DEFAULT.permits(InetAddress.getByName("8.8.8.8"), 0));
  }

  /** An object of 16 octets, which the resolver of the JDK never makes of such an address. */
  @Test
  void reportF5AMappedAddressIsJudgedAsTheIpv4AddressThatItStandsFor() throws Exception {
    assertFalse(DEFAULT.permits(mapped(127, 0, 0, 1)));
    assertFalse(DEFAULT.permits(mapped(10, 0, 0, 1)));
    assertTrue(DEFAULT.permits(mapped(8, 8, 8, 8)));
    assertFalse(rules(List.of(), List.of("8.8.8.0/24")).permits(mapped(8, 8, 8, 8)));
  }

  private static InetAddress mapped(int... four) throws UnknownHostException {
    byte[] octets = new byte[16];
    octets[10] = (byte) 0xff;
    octets[11] = (byte) 0xff;
    for (int i = 0; i < four.length; i++) {
      octets[12 + i] = (byte) four[i];
    }
    return Inet6Address.getByAddress(null, octets, -1);
  }

  @Test
  void reportF5ABlockThatIsAllowedIsStillJudgedByWhatItsAddressesCarry() throws Exception {
    var rules = rules(List.of("64:ff9b:1::/48", "2001::/32"), List.of());
    assertTrue(permits(rules, "64:ff9b:1::808:808"));
    assertTrue(permits(rules, "64:ff9b:1:808:8:800::"));
    assertFalse(permits(rules, "64:ff9b:1::a00:1"));
    assertFalse(permits(rules, "64:ff9b:1:a00:0:100::"));
    assertFalse(permits(rules, "64:ff9b:1:a00:0:100:808:808"));
    assertFalse(permits(rules, "64:ff9b:1::"));
    assertTrue(permits(rules, "2001:0:808:808::f7f7:f7f7"));
    assertFalse(permits(rules, "2001:0:7f00:1::f7f7:f7f7"));
    assertFalse(permits(rules, "2001:0:808:808::80ff:fffe"));
  }

  @Test
  void pressureP6OwnAddressesAreRefusedUnlessAllowed() throws Exception {
    Set<InetAddress> own = Set.of(InetAddress.getByName("8.8.8.8"));
    assertFalse(permits(DEFAULT.on(own), "8.8.8.8"));
    assertFalse(permits(DEFAULT.on(own), "2002:808:808::1"));
    assertTrue(permits(DEFAULT.on(own), "8.8.4.4"));
    assertTrue(permits(rules(List.of("8.8.8.8"), List.of()).on(own), "8.8.8.8"));
  }

  private static TargetRules rules(List<String> allow, List<String> deny) {
    return new TargetRules(
        allow.stream().map(Cidr::parse).toList(),
        deny.stream().map(Cidr::parse).toList(),
        Set.of());
  }

  private static boolean permits(TargetRules rules, String address) throws UnknownHostException {
    boolean permitted = rules.permits(InetAddress.getByName(address), 443);
    byte[] bytes = InetAddress.getByName(address).getAddress();
    assertTrue(
        permitted == rules.permits(InetAddress.getByAddress("name.example", bytes), 443),
        () -> "a name changes nothing: " + Arrays.toString(bytes));
    return permitted;
  }
}
