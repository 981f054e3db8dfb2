package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The reply codes of RFC 1928 section 6: a test for each cause that can occur on one machine. */
class ChecklistReplyCodeIT {
  private static final double RFC_LIMIT_SECONDS = 10;

  private static Tunnel tunnel;
  private static TestNameServer names;

  @BeforeAll
  static void start() throws Exception {
    names = new TestNameServer().add("inside.example", "127.0.0.1");
    tunnel =
        Tunnel.start(
            0,
            new String[] {
              "--targets.allow=127.0.0.1/32",
              "--limits.connect-timeout=1s",
              "--dns.servers=" + names.address(),
              "--targets.deny-ports=[25, 7777]"
            },
            new String[0]);
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    names.close();
  }

  private static int rep(int socksPort, byte[] request) throws IOException {
    try (var client = new RawClient(socksPort)) {
      client.send(Wire.octets("05 01 00"), request);
      assertEquals("05 00", client.receive(2));
      RawClient.Reply reply = client.reply();
      assertEquals(new InetSocketAddress(Wire.inet("0.0.0.0"), 0), reply.bound());
      assertEquals("", client.rest());
      return reply.rep();
    }
  }

  private static int rep(byte[] request) throws IOException {
    return rep(tunnel.socksPort, request);
  }

  private static byte[] connect(String address, int port) {
    return Wire.connect(new InetSocketAddress(Wire.inet(address), port));
  }

  @Test
  void aPortWithoutAListenerIsRep5() throws Exception {
    assertEquals(5, rep(connect("127.0.0.1", Image.freePort())));
  }

  @Test
  void aNameThatDoesNotExistIsRep4() throws Exception {
    assertEquals(4, rep(Wire.connect("absent.example", 80)));
    assertEquals(4, rep(Wire.connect("nowhere.invalid", 80)));
  }

  /** Fault 17. */
  @Test
  void anAddressAgainstTheRulesIsRep2() throws Exception {
    for (String address :
        new String[] {
          "127.0.0.2",
          "10.0.0.1",
          "169.254.169.254",
          "0.0.0.0",
          "0.0.0.9",
          "224.0.0.1",
          "100.64.0.1",
          "255.255.255.255"
        }) {
      assertEquals(2, rep(connect(address, 80)), address);
    }
  }

  /** Fault 17. */
  @Test
  void anIpv6AddressAgainstTheRulesIsRep2() throws Exception {
    for (String address :
        new String[] {
          "::", "::1", "fe80::1", "fc00::1", "64:ff9b::7f00:2", "2002:7f00:2::", "ff02::1"
        }) {
      assertEquals(2, rep(connect(address, 80)), address);
    }
  }

  /** Fault 17, as octets: the JDK would turn this form into an IPv4 address on the way. */
  @Test
  void aMappedIpv4AddressAgainstTheRulesIsRep2() throws Exception {
    assertEquals(2, rep(Wire.octets("05 01 00 04 00000000 00000000 0000ffff 0a000001 0050")));
    assertEquals(2, rep(Wire.octets("05 01 00 04 00000000 00000000 0000ffff 7f000002 0050")));
  }

  /** Fault 19. */
  @Test
  void aPortAgainstTheRulesIsRep2() throws Exception {
    assertEquals(2, rep(connect("127.0.0.1", 7777)));
    assertEquals(2, rep(Wire.connect("inside.example", 25)));
  }

  @Test
  void aTargetThatDoesNotAnswerIsRep4() throws Exception {
    try (var silent = new SilentTarget("127.0.0.1", 0)) {
      long start = System.nanoTime();
      assertEquals(4, rep(Wire.connect(silent.address())));
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(seconds > 0.9 && seconds < RFC_LIMIT_SECONDS, seconds + " s");
    }
  }

  @Test
  void anUnknownCommandIsRep7() throws Exception {
    assertEquals(7, rep(Wire.request(0x09, Wire.endpoint(Wire.loopback(80)))));
  }

  @Test
  void anUnknownAddressTypeIsRep8() throws Exception {
    assertEquals(8, rep(Wire.octets("05 01 00 17 02 02 02 02 11 11")));
  }

  /** A server whose JVM has no IPv6 does as one whose host has none. */
  @Test
  void aFamilyThatTheServerLacksIsRep8() throws Exception {
    Tunnel.Starter ipv4Only =
        arguments -> {
          List<String> command =
              new ArrayList<>(
                  List.of(
                      "env",
                      "CULVERT_JAVA_OPTIONS=-Djava.net.preferIPv4Stack=true",
                      Image.LAUNCHER.toString()));
          command.addAll(List.of(arguments));
          return Program.start(command);
        };
    try (var ipv4 = Tunnel.start(ipv4Only, Program::culvert)) {
      assertEquals(8, rep(ipv4.socksPort, connect("2600::1", 80)));
    }
  }

  @Test
  void aServerThatIsNotThereIsRep1() throws Exception {
    String link = tunnel.link.replace(":" + tunnel.serverPort, ":" + Image.freePort());
    try (var local = OtherLocal.start(link)) {
      assertEquals(1, rep(local.socksPort, connect("127.0.0.1", 80)));
    }
  }

  /**
   * Both ends and curl in a network of their own, where the routing table says no. Needs the right
   * to make one.
   */
  @Test
  void theSystemsReasonsAreRep3And4And2() throws Exception {
    Image.needs("curl");
    Image.needs("ip");
    assumeTrue(
        Program.run("unshare", "-n", "ip", "link", "set", "lo", "up").exitCode() == 0,
        "no network namespace can be made here");
    Path script = Files.createTempFile("culvert-it", ".sh");
    try {
      Files.writeString(script, NAMESPACE);
      Program.Result result =
          Program.run(
              "unshare",
              "-n",
              "sh",
              script.toString(),
              Image.LAUNCHER.toString(),
              tunnel.dir + "/server/server.toml",
              tunnel.link);
      assertEquals("3\n4\n2\n3\n", result.out(), result.err());
    } finally {
      Files.delete(script);
    }
  }

  private static final String NAMESPACE =
      """
      set -e
      ip link set lo up
      ip route add unreachable 9.1.0.0/16
      ip route add prohibit 9.2.0.0/16
      port=${3##*:}
      "$1" server --config "$2" --listen="127.0.0.1:${port%%#*}" >&2 &
      server=$!
      "$1" local --listen=127.0.0.1:1080 "$3" >&2 &
      trap "kill $server $!; wait" EXIT
      ask() {
        curl -sS --noproxy '' --max-time 10 --socks5 127.0.0.1:1080 "http://$1/" 2>&1 | sed -n 's/.* SOCKS5 .*(\\([0-9]*\\)).*/\\1/p'
      }
      # Until both ends listen, curl knows no reply code or knows 1.
      for try in $(seq 100); do
        first=$(ask 9.0.0.1)
        case $first in '' | 1) sleep 0.1 ;; *) break ;; esac
      done
      echo "$first"
      ask 9.1.0.1
      ask 9.2.0.1
      ask '[2600::1]'
      """;
}
