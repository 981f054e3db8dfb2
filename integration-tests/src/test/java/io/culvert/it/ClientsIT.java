package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.SimpleFileServer;
import io.culvert.chaos.TestNameServer;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Clients of other projects. Only the server resolves the name target.example, so a client that
 * reaches it has used the tunnel.
 */
class ClientsIT {
  private static final Program.Result HELLO = new Program.Result(0, WebTarget.HELLO, "");
  private static final Program.Result TLS_HELLO = new Program.Result(0, TlsTarget.HELLO, "");

  private static Tunnel tunnel;
  private static OtherLocal asking;
  private static UsersFile users;
  private static TestNameServer names;
  private static WebTarget web;
  private static TlsTarget tls;

  @BeforeAll
  static void start() throws Exception {
    names = new TestNameServer().add("target.example", "127.0.0.1");
    web = new WebTarget();
    tls = new TlsTarget();
    tunnel =
        Tunnel.start(
            0,
            new String[] {"--targets.allow=127.0.0.0/8", "--dns.servers=" + names.address()},
            new String[0]);
    users = new UsersFile().add("ali", "open sesame").add("veli", "password");
    asking = OtherLocal.start(tunnel.link, users.flag());
  }

  @AfterAll
  static void stop() throws Exception {
    asking.close();
    users.close();
    tunnel.close();
    tls.close();
    web.close();
    names.close();
  }

  private static String byName() {
    return "http://target.example:" + web.port() + "/";
  }

  private static Program.Result curl(String proxy, String... arguments) throws Exception {
    Image.needs("curl");
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-sS", "-k", "--noproxy", "", "--max-time", "30", "-x", proxy));
    command.addAll(List.of(arguments));
    return Program.run(command.toArray(String[]::new));
  }

  @Test
  void curlWithEverySchemeThatResolvesAtTheExit() throws Exception {
    for (String scheme : new String[] {"socks5h", "socks4a", "http"}) {
      String proxy = scheme + "://127.0.0.1:" + tunnel.socksPort;
      assertEquals(HELLO, curl(proxy, byName()), scheme);
      assertEquals(TLS_HELLO, curl(proxy, "https://target.example:" + tls.port() + "/"), scheme);
    }
  }

  @Test
  void curlWithEverySchemeThatResolvesAtHome() throws Exception {
    for (String scheme : new String[] {"socks5", "socks4"}) {
      String proxy = scheme + "://127.0.0.1:" + tunnel.socksPort;
      assertEquals(HELLO, curl(proxy, web.url("/")), scheme);
      assertEquals(TLS_HELLO, curl(proxy, "https://127.0.0.1:" + tls.port() + "/"), scheme);
    }
  }

  @Test
  void curlWithPlainHttpThroughConnect() throws Exception {
    assertEquals(HELLO, curl("http://127.0.0.1:" + tunnel.socksPort, "--proxytunnel", byName()));
  }

  @Test
  void curlUploadsAndTakesSeveralPagesByAbsoluteForm() throws Exception {
    String proxy = "http://127.0.0.1:" + tunnel.socksPort;
    Program.Result sum =
        curl(proxy, "--data-binary", "abc", "http://target.example:" + web.port() + "/sum");
    assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", sum.out());
    assertEquals(
        new Program.Result(0, WebTarget.HELLO.repeat(3), ""),
        curl(proxy, byName(), byName(), byName()));
    Program.Result chunked =
        curl(
            proxy,
            "-H",
            "Transfer-Encoding: chunked",
            "--data-binary",
            "abc",
            "http://target.example:" + web.port() + "/sum");
    assertEquals(sum.out(), chunked.out());
  }

  @Test
  void curlWithUserAndPassword() throws Exception {
    for (String scheme : new String[] {"socks5h", "http"}) {
      String proxy = scheme + "://127.0.0.1:" + asking.socksPort;
      assertEquals(HELLO, curl(proxy, "--proxy-user", "ali:open sesame", byName()), scheme);
      assertEquals(
          TLS_HELLO,
          curl(proxy, "-U", "ali:open sesame", "https://target.example:" + tls.port() + "/"));
      assertNotEquals(HELLO, curl(proxy, "-U", "ali:wrong", byName()), scheme);
      assertNotEquals(HELLO, curl(proxy, byName()), scheme);
    }
    assertNotEquals(HELLO, curl("socks4a://127.0.0.1:" + asking.socksPort, byName()));
    Program.Result denied =
        curl(
            "http://127.0.0.1:" + asking.socksPort,
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            byName());
    assertEquals("407", denied.out());
  }

  @Test
  void proxychainsWithEachOfItsTypes() throws Exception {
    Image.needs("proxychains4");
    Image.needs("curl");
    for (String type : new String[] {"socks4", "socks5", "http"}) {
      proxychains("%s 127.0.0.1 %d".formatted(type, tunnel.socksPort));
    }
    proxychains("socks5 127.0.0.1 %d veli password".formatted(asking.socksPort));
  }

  private static void proxychains(String proxy) throws Exception {
    try (var folder = Folder.create()) {
      Path file =
          folder.write(
              "proxychains.conf",
              "strict_chain\nquiet_mode\nproxy_dns\ntcp_read_time_out 15000\n"
                  + "tcp_connect_time_out 15000\n[ProxyList]\n"
                  + proxy
                  + "\n");
      for (String url : new String[] {web.url("/"), byName()}) {
        Program.Result result =
            Program.run(
                "proxychains4",
                "-f",
                file.toString(),
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--max-time",
                "30",
                url);
        assertEquals(0, result.exitCode(), proxy + ": " + result);
        assertEquals(WebTarget.HELLO, result.out(), proxy);
      }
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      disabledReason = "the server's configuration is made for Debian's OpenSSH")
  void opensshWithTwentyMegabytesThereAndBack() throws Exception {
    for (String program : new String[] {"ssh", "ssh-keygen", "nc"}) {
      Image.needs(program);
    }
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "the program sshd is not installed");
    assumeTrue(
        Program.run("sh", "-c", "nc -h 2>&1").out().contains("-X proxy"), "nc is not OpenBSD's");
    int port = Image.freePort();
    try (var folder = Folder.create();
        var sshd = new SshServer(folder, port)) {
      byte[] sent = new byte[20_000_000];
      new Random(7).nextBytes(sent);
      Files.write(folder.path().resolve("sent"), sent);
      String ssh =
          "ssh -F /dev/null -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no"
              + " -o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR -i "
              + folder.of("user")
              + " -o ProxyCommand='nc -X 5 -x 127.0.0.1:"
              + tunnel.socksPort
              + " %h %p' -p "
              + port
              + " \"$(id -un)\"@target.example cat < "
              + folder.of("sent")
              + " > "
              + folder.of("got");
      Program.Result result = Program.run("sh", "-c", ssh);
      assertEquals(new Program.Result(0, "", ""), result, sshd.log());
      assertEquals(-1, Files.mismatch(folder.path().resolve("sent"), folder.path().resolve("got")));
    }
  }

  @Test
  void gitClonesOverHttp() throws Exception {
    Image.needs("git");
    try (var folder = Folder.create()) {
      String script =
          """
          set -e
          cd "$1"
          export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
          git init -q -b main work
          seq 200000 > work/numbers
          git -C work add numbers
          git -C work -c user.name=a -c user.email=a@example -c commit.gpgsign=false commit -qm numbers
          git clone -q --bare work served/repo.git
          git -C served/repo.git update-server-info
          """;
      Program.Result made = Program.run("sh", "-c", script, "sh", folder.path().toString());
      assertEquals(0, made.exitCode(), made.err());
      var server =
          SimpleFileServer.createFileServer(
              new InetSocketAddress(Wire.inet("127.0.0.1"), 0),
              folder.path().resolve("served"),
              SimpleFileServer.OutputLevel.NONE);
      server.start();
      try {
        String url = "http://target.example:" + server.getAddress().getPort() + "/repo.git";
        for (String scheme : new String[] {"socks5h", "http"}) {
          String proxy = "http.proxy=" + scheme + "://127.0.0.1:" + tunnel.socksPort;
          Program.Result clone =
              Program.run(
                  "env",
                  "-u",
                  "no_proxy",
                  "-u",
                  "NO_PROXY",
                  "git",
                  "-c",
                  proxy,
                  "clone",
                  "-q",
                  url,
                  folder.of(scheme));
          assertEquals(0, clone.exitCode(), clone.err());
          assertEquals(
              -1,
              Files.mismatch(
                  folder.path().resolve("work/numbers"),
                  folder.path().resolve(scheme).resolve("numbers")));
        }
      } finally {
        server.stop(0);
      }
    }
  }

  @Test
  void theJdksSocketWithASocksProxy() throws Exception {
    var proxy = new Proxy(Proxy.Type.SOCKS, Wire.loopback(tunnel.socksPort));
    try (var socket = new Socket(proxy)) {
      socket.setSoTimeout(20_000);
      socket.connect(InetSocketAddress.createUnresolved("target.example", web.port()));
      TcpTarget.send(socket, "GET / HTTP/1.0\r\n\r\n");
      assertTrue(TcpTarget.rest(socket).endsWith("\r\n\r\n" + WebTarget.HELLO));
    }
  }

  @Test
  void theJdksUrlConnectionWithBothKindsOfProxy() throws Exception {
    for (Proxy.Type type : new Proxy.Type[] {Proxy.Type.HTTP, Proxy.Type.SOCKS}) {
      var connection =
          (HttpURLConnection)
              URI.create(byName())
                  .toURL()
                  .openConnection(new Proxy(type, Wire.loopback(tunnel.socksPort)));
      connection.setReadTimeout((int) Duration.ofSeconds(20).toMillis());
      try (var in = connection.getInputStream()) {
        assertEquals(
            WebTarget.HELLO, new String(in.readAllBytes(), StandardCharsets.US_ASCII), "" + type);
      }
    }
  }
}
