package io.culvert.outbound.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.Cidr;
import io.culvert.outbound.direct.SpecialPurposeAddresses.GloballyReachable;
import io.culvert.outbound.direct.SpecialPurposeAddresses.Row;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fault 17: IANA's two registries, row by row: at the first, the last and a middle address of each.
 */
class SpecialPurposeAddressesTest {
  static Stream<Row> rows() {
    return Stream.of(
            SpecialPurposeAddresses.IPV4_REGISTRY,
            SpecialPurposeAddresses.IPV6_REGISTRY,
            SpecialPurposeAddresses.ADDRESS_SPACE)
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void reportF5EachRowDecidesWhereNoLongerPrefixDoes(Row row) {
    for (InetAddress address : samples(row.block())) {
      assertEquals(
          expected(address), SpecialPurposeAddresses.isPublic(address), address.toString());
    }
  }

  /** By the registry's words alone, without the order that the table is searched in. */
  private static boolean expected(InetAddress address) {
    return rows()
        .filter(row -> row.block().contains(address))
        .filter(row -> row.globallyReachable() != GloballyReachable.NOT_APPLICABLE)
        .max(Comparator.comparingInt(row -> row.block().prefixLength()))
        .map(row -> row.globallyReachable() == GloballyReachable.TRUE)
        .orElse(true);
  }

  /** Written by hand, so that a row that is lost or turned round shows. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,false",
    "0.255.255.255,false",
    "1.0.0.0,true",
    "9.255.255.255,true",
    "10.0.0.0,false",
    "10.255.255.255,false",
    "11.0.0.0,true",
    "100.63.255.255,true",
    "100.64.0.0,false",
    "100.127.255.255,false",
    "100.128.0.0,true",
    "126.255.255.255,true",
    "127.0.0.0,false",
    "127.255.255.255,false",
    "128.0.0.0,true",
    "169.253.255.255,true",
    "169.254.0.0,false",
    "169.254.255.255,false",
    "169.255.0.0,true",
    "172.15.255.255,true",
    "172.16.0.0,false",
    "172.31.255.255,false",
    "172.32.0.0,true",
    "191.255.255.255,true",
    "192.0.0.0,false",
    "192.0.0.7,false",
    "192.0.0.8,false",
    "192.0.0.9,true",
    "192.0.0.10,true",
    "192.0.0.11,false",
    "192.0.0.170,false",
    "192.0.0.171,false",
    "192.0.0.255,false",
    "192.0.1.0,true",
    "192.0.2.0,false",
    "192.0.2.255,false",
    "192.0.3.0,true",
    "192.31.196.0,true",
    "192.52.193.0,true",
    "192.175.48.0,true",
    "192.88.98.255,true",
    "192.88.99.0,false",
    "192.88.99.2,false",
    "192.88.100.0,true",
    "192.167.255.255,true",
    "192.168.0.0,false",
    "192.168.255.255,false",
    "192.169.0.0,true",
    "198.17.255.255,true",
    "198.18.0.0,false",
    "198.19.255.255,false",
    "198.20.0.0,true",
    "198.51.100.0,false",
    "198.51.101.0,true",
    "203.0.113.255,false",
    "203.0.114.0,true",
    "223.255.255.255,true",
    "224.0.0.0,false",
    "239.255.255.255,false",
    "240.0.0.0,false",
    "255.255.255.255,false",
    "::,false",
    "::1,false",
    "::2,false",
    "::ffff:0:7f00:1,false",
    "64:ff9b::1,true",
    "64:ff9b:0:0:0:1::,false",
    "64:ff9b:1::,false",
    "64:ff9b:2::,false",
    "100::,false",
    "100::ffff:ffff:ffff:ffff,false",
    "100:0:0:1::,false",
    "100:0:0:2::,false",
    "1fff:ffff::,false",
    "2000::,true",
    "2001::,false",
    "2001:0:ffff::,false",
    "2001:1::,false",
    "2001:1::1,true",
    "2001:1::2,true",
    "2001:1::3,true",
    "2001:1::4,false",
    "2001:2::,false",
    "2001:2:0:ffff::,false",
    "2001:3::,true",
    "2001:3:ffff::,true",
    "2001:4:111::,false",
    "2001:4:112::,true",
    "2001:4:113::,false",
    "2001:10::,false",
    "2001:1f::,false",
    "2001:20::,true",
    "2001:2f::,true",
    "2001:30::,true",
    "2001:3f::,true",
    "2001:40::,false",
    "2001:1ff::,false",
    "2001:200::,true",
    "2001:db7::,true",
    "2001:db8::,false",
    "2001:db8:ffff::,false",
    "2001:db9::,true",
    "2002::,true",
    "2620:4f:8000::,true",
    "3ffe::,true",
    "3fff::,false",
    "3fff:fff::,false",
    "3fff:1000::,true",
    "4000::,false",
    "5f00::,false",
    "5f00:ffff::,false",
    "fbff::,false",
    "fc00::,false",
    "fdff::,false",
    "fe80::,false",
    "febf::,false",
    "fec0::,false",
    "ff02::1,false"
  })
  void reportF5BordersOfEachRow(String address, boolean reachable) throws UnknownHostException {
    assertEquals(reachable, SpecialPurposeAddresses.isPublic(InetAddress.getByName(address)));
  }

  @Test
  void eachRowNamesItsDocumentAndNoBlockStandsTwice() {
    assertTrue(rows().allMatch(row -> row.reference().startsWith("RFC ")));
    Set<Cidr> blocks = rows().map(Row::block).collect(Collectors.toSet());
    assertEquals(rows().count(), blocks.size());
  }

  private static List<InetAddress> samples(Cidr block) {
    byte[] first = block.network().getAddress();
    var low = new BigInteger(1, first);
    BigInteger size = BigInteger.ONE.shiftLeft(first.length * 8 - block.prefixLength());
    return Stream.of(BigInteger.ZERO, size.shiftRight(1), size.subtract(BigInteger.ONE))
        .map(offset -> inet(low.add(offset), first.length))
        .toList();
  }

  private static InetAddress inet(BigInteger value, int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = value.shiftRight(8 * (length - 1 - i)).byteValue();
    }
    try {
      return length == 16
          ? Inet6Address.getByAddress(null, octets, -1)
          : InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
