package io.culvert.outbound.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fault 17: names are judged by the addresses that they have, each of them, and what was judged is
 * what is dialled. Nothing here is dialled for real.
 */
class TargetAddressesTest {
  private static final String PUBLIC = "8.8.8.8";

  /** What the name server says, look-up by look-up. */
  private final Deque<List<InetAddress>> answers = new ArrayDeque<>();

  /** What this machine's interfaces have. */
  private Set<InetAddress> own = Set.of();

  private final TargetAddresses addresses =
      new TargetAddresses(
          (name, asker) -> answers.remove(),
          new TargetRules(List.of(), List.of(), Set.of(25)),
          () -> own);

  private static InetAddress inet(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void answer(String... literals) {
    answers.add(Arrays.stream(literals).map(TargetAddressesTest::inet).toList());
  }

  private List<InetAddress> permitted(String target) throws Exception {
    return addresses.permitted(new Endpoint(Address.parse(target), 443), "ali");
  }

  private void assertRefused(String target) {
    assertThrows(TargetAddresses.NotAllowedException.class, () -> permitted(target), target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "::",
        "::1",
        "fd00:ec2::254",
        "fe80::1",
        "64:ff9b::7f00:1"
      })
  void neitherTheAddressNorANameOfItIsPermitted(String address) {
    assertRefused(address);
    answer(address);
    assertRefused("inside.example");
  }

  @Test
  void ofANamesAddressesOnlyThePermittedAreLeft() throws Exception {
    answer("127.0.0.1", PUBLIC, "10.0.0.1", "::1");
    assertEquals(List.of(inet(PUBLIC)), permitted("mixed.example"));
  }

  /** A name that is public when it is judged and private a moment later. */
  @Test
  void aNameThatChangesIsLookedUpOnceForEachRequest() throws Exception {
    answer(PUBLIC);
    answer("127.0.0.1");
    assertEquals(List.of(inet(PUBLIC)), permitted("rebound.example"));
    assertEquals(1, answers.size());
    assertRefused("rebound.example");
  }

  @Test
  void aPublicAddressAtADeniedPortIsRefused() {
    assertThrows(
        TargetAddresses.NotAllowedException.class,
        () -> addresses.permitted(new Endpoint(Address.parse(PUBLIC), 25), "ali"));
  }

  @Test
  void pressureP6ThisMachinesOwnPublicAddressIsRefusedByAddressAndByName() throws Exception {
    own = Set.of(inet(PUBLIC), inet("2606:4700::1"));
    assertRefused(PUBLIC);
    assertRefused("2606:4700::1");
    assertRefused("64:ff9b::808:808");
    answer(PUBLIC, "2606:4700::1", "8.8.4.4");
    assertEquals(List.of(inet("8.8.4.4")), permitted("own.example"));
  }

  @Test
  void pressureP6AnAddressThatThisMachineGetsLaterIsRefusedFromThenOn() throws Exception {
    assertEquals(List.of(inet(PUBLIC)), permitted(PUBLIC));
    own = Set.of(inet(PUBLIC));
    assertRefused(PUBLIC);
    own = Set.of();
    assertEquals(List.of(inet(PUBLIC)), permitted(PUBLIC));
  }
}
