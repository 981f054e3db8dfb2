package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.kerberos.Kdc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Case 16: curl with tickets of a real KDC. From 8.17 on, curl proposes a protection that it does
 * not support, and works only if the answer is "none".
 */
@Timeout(120)
class GssapiCurlIT {
  private static final int LENGTH = 20_000_000;

  /** What curl 7 and 8 say when the proxy's negotiation fails. */
  private static final List<Integer> REFUSED = List.of(7, 97);

  private static List<String> curl;
  private static Kdc kdc;
  private static Path keytab;
  private static Map<String, String> ali;
  private static WebTarget web;
  private static Tunnel tunnel;

  @BeforeAll
  static void start() throws Exception {
    curl = GssapiCurl.command();
    kdc = Kdc.start("TEST.EXAMPLE");
    kdc.addUser("ali");
    keytab = kdc.addServices("keytab", "rcmd/127.0.0.1", "socks/127.0.0.1");
    ali = kdc.kinit("ali");
    web = new WebTarget();
    tunnel = tunnel("none");
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : new AutoCloseable[] {tunnel, web, kdc}) {
      if (one != null) {
        one.close();
      }
    }
  }

  private static Tunnel tunnel(String protection, String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--auth.gssapi-keytab=" + keytab);
    all.add("--auth.gssapi-protection=" + protection);
    String[] serverFlags = {"--targets.allow=127.0.0.0/8"};
    return Tunnel.start(0, serverFlags, all.toArray(String[]::new));
  }

  private static Program.Result curl(Map<String, String> environment, String... arguments)
      throws Exception {
    return curl(tunnel, List.of(), environment, arguments);
  }

  /** curl, started by another program or by none. */
  private static Program.Result curl(
      Tunnel through, List<String> prefix, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("env"));
    environment.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(prefix);
    command.addAll(curl);
    command.addAll(List.of("-q", "-sS", "--noproxy", "", "--max-time", "30", "--socks5-gssapi"));
    command.addAll(List.of("--socks5-hostname", "127.0.0.1:" + through.socksPort));
    command.addAll(List.of(arguments));
    return Program.run(Duration.ofSeconds(40), command.toArray(String[]::new));
  }

  private static void assertRefused(Program.Result result) {
    assertTrue(REFUSED.contains(result.exitCode()), result.toString());
    assertEquals("", result.out());
  }

  @Test
  void curlWithATicket() throws Exception {
    assertEquals(new Program.Result(0, WebTarget.HELLO, ""), curl(ali, web.url("/")));
  }

  @Test
  void aTicketForAnotherServiceThanTheNamedOneOpensNothing() throws Exception {
    try (var strict = tunnel("none", "--auth.gssapi-principal=socks/127.0.0.1@TEST.EXAMPLE")) {
      assertRefused(curl(strict, List.of(), ali, web.url("/")));
    }
    try (var strict = tunnel("none", "--auth.gssapi-principal=rcmd/127.0.0.1@TEST.EXAMPLE")) {
      assertEquals(
          new Program.Result(0, WebTarget.HELLO, ""), curl(strict, List.of(), ali, web.url("/")));
    }
  }

  @Test
  void curlThatProposesInClearAsNecDoes() throws Exception {
    assertEquals(
        new Program.Result(0, WebTarget.HELLO, ""), curl(ali, "--socks5-gssapi-nec", web.url("/")));
  }

  @Test
  void aBigDownloadAndUploadAreIntact() throws Exception {
    var expected = new ByteArrayOutputStream();
    WebTarget.send(expected, LENGTH);
    String sum = WebTarget.sha256(new ByteArrayInputStream(expected.toByteArray()));
    Path file = Files.createTempFile("culvert-it", ".data");
    try {
      assertEquals(0, curl(ali, "-o", file.toString(), web.url("/bytes?" + LENGTH)).exitCode());
      try (var in = Files.newInputStream(file)) {
        assertEquals(sum, WebTarget.sha256(in));
      }
      assertEquals(
          new Program.Result(0, sum, ""), curl(ali, "-T", file.toString(), web.url("/sum")));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void withoutATicketNothingPasses() throws Exception {
    Path cache = Files.createTempFile("culvert-it", ".cache");
    try {
      assertRefused(
          curl(
              Map.of("KRB5_CONFIG", kdc.krb5Conf().toString(), "KRB5CCNAME", "FILE:" + cache),
              web.url("/")));
    } finally {
      Files.delete(cache);
    }
  }

  @Test
  void withAnExpiredTicketNothingPasses() throws Exception {
    Image.needs("klist");
    Map<String, String> shortLived = kdc.kinit("ali", "-l", "1s");
    String cache = shortLived.get("KRB5CCNAME");
    Awaitility.await()
        .atMost(Program.PATIENCE)
        .until(() -> Program.run("klist", "-s", "-c", cache).exitCode() != 0);
    assertRefused(curl(shortLived, web.url("/")));
  }

  /** The authenticator's time stands for every recorded one that somebody sends again too late. */
  @Test
  void aClientWhoseClockIsAnHourOffIsRefusedByTheLocal() throws Exception {
    Image.needs("faketime");
    assertRefused(curl(tunnel, List.of("faketime", "-f", "+1h"), ali, web.url("/")));
  }

  @Test
  void aTicketOfAnotherRealmOpensNothing() throws Exception {
    try (var other = Kdc.start("OTHER.EXAMPLE")) {
      other.addUser("ali");
      other.addServices("keytab", "rcmd/127.0.0.1");
      assertRefused(curl(other.kinit("ali"), web.url("/")));
    }
  }

  @Test
  void curlLeavesWhereProtectionIsRequired() throws Exception {
    try (var strict = tunnel("integrity")) {
      assertRefused(curl(strict, List.of(), ali, web.url("/")));
      assertRefused(curl(strict, List.of(), ali, "--socks5-gssapi-nec", web.url("/")));
    }
  }

  @Test
  void aKeyThatWasRenewedUnderARunningLocalIsTaken() throws Exception {
    try (var own = tunnel("none")) {
      assertEquals(0, curl(own, List.of(), ali, web.url("/")).exitCode());
      kdc.renewKey("keytab", "rcmd/127.0.0.1");
      assertEquals(
          new Program.Result(0, WebTarget.HELLO, ""),
          curl(own, List.of(), kdc.kinit("ali"), web.url("/")));
    }
  }

  @Test
  void withoutGssapiCurlIsNotServed() throws Exception {
    assertNotEquals(0, tunnel.curl(web.url("/")).exitCode());
    assertRefused(tunnel.curl("--socks5-basic", "--proxy-user", "ali:ali", web.url("/")));
  }
}
