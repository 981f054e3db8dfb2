package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.culvert.chaos.TestNameServer;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Clients that other proxies had trouble with, by the numbers of the project's list of them. Only
 * the server resolves the name target.example.
 */
class OtherClientsIT {
  private static final Program.Result HELLO = new Program.Result(0, WebTarget.HELLO, "");

  private static final String TORRENT =
      """
      import os, sys, time
      import libtorrent as lt
      folder, proxy, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
      plain = dict.fromkeys(['enable_dht', 'enable_lsd', 'enable_upnp', 'enable_natpmp'], False)
      seed, got = folder + '/seed-' + way, folder + '/got-' + way
      os.mkdir(seed)
      os.mkdir(got)
      with open(seed + '/file', 'wb') as file:
          file.write(os.urandom(2000000))
      files = lt.file_storage()
      lt.add_files(files, seed + '/file')
      torrent = lt.create_torrent(files)
      lt.set_piece_hashes(torrent, seed)
      info = lt.torrent_info(lt.bencode(torrent.generate()))
      seeder = lt.session(dict(
          plain, listen_interfaces='127.0.0.1:0', enable_incoming_tcp=way == 'tcp',
          enable_incoming_utp=way == 'utp'))
      seeder.add_torrent({'ti': info, 'save_path': seed})
      client = lt.session(dict(
          plain, listen_interfaces='127.0.0.1:0', proxy_type=lt.proxy_type_t.socks5,
          proxy_hostname='127.0.0.1', proxy_port=proxy, proxy_peer_connections=True,
          enable_outgoing_tcp=way == 'tcp', enable_outgoing_utp=way == 'utp'))
      handle = client.add_torrent({'ti': info, 'save_path': got})
      end = time.time() + 40
      while not handle.status().is_seeding and time.time() < end:
          if seeder.listen_port():
              handle.connect_peer(('127.0.0.1', seeder.listen_port()))
          time.sleep(0.1)
      print('done' if handle.status().is_seeding else 'not done')
      """;

  private static Tunnel tunnel;
  private static TestNameServer names;
  private static WebTarget web;
  private static Folder folder;

  @BeforeAll
  static void start() throws Exception {
    names = new TestNameServer().add("target.example", "127.0.0.1");
    web = new WebTarget();
    folder = Folder.create();
    tunnel =
        Tunnel.start(
            0,
            new String[] {"--targets.allow=127.0.0.0/8", "--dns.servers=" + names.address()},
            new String[0]);
  }

  @AfterAll
  static void stop() throws Exception {
    tunnel.close();
    folder.close();
    web.close();
    names.close();
  }

  private static String byName() {
    return "http://target.example:" + web.port() + "/";
  }

  private static Path needs(String path) {
    assumeTrue(Files.isExecutable(Path.of(path)), "the program " + path + " is not installed");
    return Path.of(path);
  }

  @Test
  void client1AptReadsTheReplies() throws Exception {
    String helper = needs("/usr/lib/apt/apt-helper").toString();
    Path got = folder.path().resolve("apt");
    Program.Result result =
        Program.run(
            helper,
            "-o",
            "Acquire::http::Proxy=socks5h://127.0.0.1:" + tunnel.socksPort,
            "download-file",
            byName(),
            got.toString());
    assertEquals(0, result.exitCode(), result.toString());
    assertEquals(WebTarget.HELLO, Files.readString(got));
  }

  @Test
  void client1TinyproxyReadsTheReplies() throws Exception {
    String tinyproxy = needs("/usr/bin/tinyproxy").toString();
    int port = Image.freePort();
    Path file =
        folder.write(
            "tinyproxy.conf",
            "Port %d\nListen 127.0.0.1\nTimeout 30\nUpstream socks5 127.0.0.1:%d\n"
                .formatted(port, tunnel.socksPort));
    assertProxyServes(port, tinyproxy, "-d", "-c", file.toString());
  }

  /** forward-socks5t sends the request before the reply has come. */
  @Test
  void client6PrivoxySendsItsRequestEarly() throws Exception {
    String privoxy = needs("/usr/sbin/privoxy").toString();
    int port = Image.freePort();
    Path file =
        folder.write(
            "privoxy.conf",
            "listen-address 127.0.0.1:%d\nforward-socks5t / 127.0.0.1:%d .\n"
                .formatted(port, tunnel.socksPort));
    assertProxyServes(port, privoxy, "--no-daemon", file.toString());
  }

  private static void assertProxyServes(int port, String... command) throws Exception {
    Image.needs("curl");
    try (var proxy = Program.start(command)) {
      Image.awaitPort(port, proxy);
      String[] curl = {
        "curl", "-sS", "--noproxy", "", "--max-time", "20", "-x", "http://127.0.0.1:" + port
      };
      Program.Result result = Program.run(join(curl, byName()));
      assertEquals(HELLO, result, proxy.err());
    }
  }

  private static String[] join(String[] command, String last) {
    String[] all = Arrays.copyOf(command, command.length + 1);
    all[command.length] = last;
    return all;
  }

  /** It reads ten octets of a reply, whatever their ATYP says. */
  @Test
  void client2TorsocksReadsTheReplyToAnAddress() throws Exception {
    Image.needs("torsocks");
    Image.needs("curl");
    Path file =
        folder.write(
            "torsocks.conf",
            "TorAddress 127.0.0.1\nTorPort %d\nAllowOutboundLocalhost 1\n"
                .formatted(tunnel.socksPort));
    assertEquals(
        HELLO,
        Program.run(
            "env",
            "TORSOCKS_CONF_FILE=" + file,
            "torsocks",
            "curl",
            "-sS",
            "--noproxy",
            "*",
            "--max-time",
            "20",
            web.url("/")));
  }

  /** The JDK's client tries a wrong password several times by itself. */
  @Test
  void client18AfterAWrongPasswordOfTheJdksClientTheRightOneIsServed() throws Exception {
    try (var users = new UsersFile().add("ali", "open sesame");
        var asking = OtherLocal.start(tunnel.link, users.flag())) {
      assertThrows(IOException.class, () -> get(asking.socksPort, "wrong"));
      long start = System.nanoTime();
      assertEquals(WebTarget.HELLO, get(asking.socksPort, "open sesame"));
      double seconds = (System.nanoTime() - start) / 1e9;
      assertTrue(seconds < 20, seconds + " s");
    }
  }

  private static String get(int port, String password) throws Exception {
    var credentials =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication("ali", password.toCharArray());
          }
        };
    try (var client =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(Wire.loopback(port)))
            .authenticator(credentials)
            .build()) {
      var request =
          HttpRequest.newBuilder(URI.create(byName())).timeout(Duration.ofSeconds(30)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the Python module is Debian's")
  void client20LibtorrentFetchesByTcpAndByUtp() throws Exception {
    String python = needs("/usr/bin/python3").toString();
    assumeTrue(
        Program.run(python, "-c", "import libtorrent").exitCode() == 0,
        "the Python module libtorrent is not installed");
    Path script = folder.write("torrent.py", TORRENT);
    for (String way : new String[] {"tcp", "utp"}) {
      Program.Result result =
          Program.run(
              python, script.toString(), folder.path().toString(), "" + tunnel.socksPort, way);
      assertEquals(new Program.Result(0, "done\n", ""), result, way);
    }
  }
}
