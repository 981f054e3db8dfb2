package io.culvert.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests each way in which a connect fails. The routing tables of a network namespace and of a
 * router behind it cause the failures.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectFailureTest {
  /**
   * The host has the addresses 9.9.0.1 and 2001:db8:9::1. The router at .2 leads to 10/8 and
   * 2001:db8:a::/48.
   */
  private static final String NETWORKS =
      """
      set -e
      unshare -n sleep 100 &
      router=$!
      trap 'kill $router' EXIT
      for try in $(seq 100); do
        test "$(readlink /proc/$router/ns/net)" = "$(readlink /proc/$$/ns/net)" || break
        sleep 0.05
      done
      there() { nsenter -t $router -n "$@"; }
      ip link set lo up
      ip link add near type veth peer name far
      ip link set far netns $router
      for end in 'near 1 ' 'far 2 there'; do
        set_up() {
          $3 sh -c "echo 0 >/proc/sys/net/ipv6/conf/$1/accept_dad"
          $3 ip addr add 9.9.0.$2/24 dev $1
          $3 ip addr add 2001:db8:9::$2/64 dev $1 nodad
          $3 ip link set $1 up
        }
        set_up $end
      done
      there ip link set lo up
      there sh -c 'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit; echo 0 >/proc/sys/net/ipv6/icmp/ratelimit'
      there sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
      for kind in unreachable prohibit blackhole throw; do
        case $kind in unreachable) n=1 ;; prohibit) n=2 ;; blackhole) n=3 ;; throw) n=4 ;; esac
        ip route add $kind 9.$n.0.0/16
        test $kind = throw || ip -6 route add $kind 2001:db8:$n::/48
        there ip route add $kind 10.$n.0.0/16
        test $kind = throw || there ip -6 route add $kind 2001:db8:a:$n::/64
      done
      ip route add 10.0.0.0/8 via 9.9.0.2
      ip -6 route add 2001:db8:a::/48 via 2001:db8:9::2
      ip neigh add 9.9.0.9 lladdr 02:00:00:00:00:09 dev near
      "$@" 127.0.0.1 ::1 9.0.0.1 2600::1 9.1.0.1 2001:db8:1::1 9.2.0.1 2001:db8:2::1 9.3.0.1 \\
        2001:db8:3::1 9.4.0.1 9.9.0.7 9.9.0.2 9.9.0.255 10.0.0.1 10.1.0.1 10.2.0.1 \\
        2001:db8:a:0::1 2001:db8:a:1::1 2001:db8:a:2::1
      echo 1 >/proc/sys/net/ipv4/tcp_syn_retries
      "$@" 9.9.0.9
      echo 40000 40001 >/proc/sys/net/ipv4/ip_local_port_range
      echo 40000-40001 >/proc/sys/net/ipv4/ip_local_reserved_ports
      "$@" 9.9.0.1
      """;

  @TempDir static Path dir;

  private Map<String, String> results;

  @BeforeAll
  void dial() throws Exception {
    assumeTrue(
        runs("unshare", "-n", "ip", "link", "set", "lo", "up"),
        "no network namespace can be made here");
    List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", NETWORKS, "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ConnectProbe.class.getName()));
    File out = dir.resolve("out").toFile();
    Process process =
        new ProcessBuilder(command).redirectOutput(out).redirectErrorStream(true).start();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    String text = java.nio.file.Files.readString(out.toPath());
    results = new HashMap<>();
    text.lines().filter(line -> line.matches("\\S+ \\S+")).forEach(this::add);
    assertEquals(0, process.exitValue(), text);
  }

  private void add(String line) {
    String[] words = line.split(" ");
    results.put(words[0], words[1]);
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void assertAll(ConnectFailure expected, String... addresses) {
    for (String address : addresses) {
      assertEquals(expected.name(), results.get(address), address);
    }
  }

  @Test
  void aPortWithoutAListenerIsRefused() {
    assertAll(ConnectFailure.REFUSED, "127.0.0.1", "::1", "9.9.0.2");
  }

  @Test
  void aMissingRouteIsAnUnreachableNetwork() {
    assertAll(ConnectFailure.NETWORK_UNREACHABLE, "9.0.0.1", "2600::1");
  }

  @Test
  void anUnreachableRouteIsAnUnreachableHost() {
    assertAll(ConnectFailure.HOST_UNREACHABLE, "9.1.0.1", "2001:db8:1::1");
  }

  @Test
  void aProhibitedRouteProhibits() {
    assertAll(ConnectFailure.PROHIBITED, "9.2.0.1", "2001:db8:2::1");
  }

  @Test
  void aRouteThatDiscardsIsAnUnreachableNetwork() {
    assertAll(ConnectFailure.NETWORK_UNREACHABLE, "9.3.0.1", "2001:db8:3::1", "9.4.0.1");
  }

  @Test
  void aNeighbourThatIsNotThereIsAnUnreachableHost() {
    assertAll(ConnectFailure.HOST_UNREACHABLE, "9.9.0.7");
  }

  @Test
  void aBroadcastAddressIsAnUnreachableNetwork() {
    assertAll(ConnectFailure.NETWORK_UNREACHABLE, "9.9.0.255");
  }

  /** In IPv6, Linux returns the same error for an unreachable route. */
  @Test
  void aRouterWithoutARouteSaysThatTheNetworkIsUnreachable() {
    assertAll(ConnectFailure.NETWORK_UNREACHABLE, "10.0.0.1", "2001:db8:a:0::1", "2001:db8:a:1::1");
  }

  @Test
  void aRouterThatCannotReachTheHostSaysSo() {
    assertAll(ConnectFailure.HOST_UNREACHABLE, "10.1.0.1");
  }

  /** In IPv4, Linux reports a filter's ICMP message as an unreachable host. */
  @Test
  void aRouterThatProhibitsProhibits() {
    assertAll(ConnectFailure.HOST_UNREACHABLE, "10.2.0.1");
    assertAll(ConnectFailure.PROHIBITED, "2001:db8:a:2::1");
  }

  @Test
  void aConnectThatTheSystemGivesUpHasTimedOut() {
    assertAll(ConnectFailure.TIMED_OUT, "9.9.0.9");
  }

  @Test
  void aLackOfLocalPortsIsALocalFailure() {
    assertAll(ConnectFailure.LOCAL, "9.9.0.1");
  }
}
