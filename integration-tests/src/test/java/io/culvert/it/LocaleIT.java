package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operator's locale does not affect logs and reply codes. */
@Timeout(120)
class LocaleIT {
  private static GermanLocale german;

  @BeforeAll
  static void make() throws Exception {
    german = GermanLocale.make();
  }

  @AfterAll
  static void delete() throws Exception {
    if (german != null) {
      german.close();
    }
  }

  private static Program.Result noTunnel(List<String> program) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of("bench", "--proxy=127.0.0.1:" + Image.freePort(), "--target=127.0.0.1:9"));
    Program.Result result = Program.run(command.toArray(String[]::new));
    assertEquals(1, result.exitCode(), result.toString());
    return result;
  }

  @Test
  void theLauncherHasTheSystemsTextsInEnglish() throws Exception {
    // What shows that there are others.
    assertTrue(noTunnel(german.java()).err().contains("Verbindungsaufbau abgelehnt"));
    assertTrue(noTunnel(german.launcher()).err().contains("Connection refused"));
  }

  @Test
  void aTakenPortIsToldTheSameWay() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String flag = "--serve=127.0.0.1:" + taken.getLocalPort();
      for (List<String> program : List.of(german.launcher(), german.java())) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("bench", flag));
        Program.Result result = Program.run(command.toArray(String[]::new));
        assertTrue(result.err().contains("address already in use"), result.toString());
      }
    }
  }

  /** The launcher sets a locale; what runs past it does not need one. */
  @Test
  void replyCodesAreTheSame() throws Exception {
    Image.needs("curl");
    Image.needs("ip");
    assumeTrue(
        Program.run("unshare", "-n", "ip", "link", "set", "lo", "up").exitCode() == 0,
        "no network namespace can be made here");
    String codes = "refused 5\nno route 3\nunreachable 4\nprohibited 2\nno route 3\n";
    assertEquals(codes, replyCodes(List.of(Image.LAUNCHER.toString())));
    assertEquals(codes, replyCodes(german.launcher()));
    assertEquals(codes, replyCodes(german.java()));
  }

  private static String replyCodes(List<String> program) throws Exception {
    try (var folder = Folder.create()) {
      int port = Image.freePort();
      Program.Result init =
          Program.runCulvert(
              "init", "--dir", folder.of("server"), "--host", "127.0.0.1", "--port", "" + port);
      assertEquals(0, init.exitCode(), init.err());
      List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh"));
      command.add(folder.write("namespace.sh", NAMESPACE).toString());
      command.addAll(List.of("" + port, folder.of("server/server.toml"), init.out().strip()));
      command.addAll(program);
      Program.Result result = Program.run(command.toArray(String[]::new));
      assertEquals(0, result.exitCode(), result.err());
      return result.out();
    }
  }

  private static final String NAMESPACE =
      """
      set -e
      port=$1 config=$2 link=$3
      shift 3
      ip link set lo up
      ip route add unreachable 9.1.0.0/16
      ip route add prohibit 9.2.0.0/16
      "$@" server --config "$config" --listen="127.0.0.1:$port" --targets.allow=127.0.0.0/8 >&2 &
      server=$!
      "$@" local --listen=127.0.0.1:1080 "$link" >&2 &
      local=$!
      trap 'kill $server $local; wait' EXIT
      code() {
        LC_ALL=C curl -sS --noproxy '' --max-time 10 --socks5 127.0.0.1:1080 "http://$1/" 2>&1 |
          sed -n 's/.* SOCKS5 .*(\\([0-9]*\\)).*/\\1/p'
      }
      # Until both ends listen, curl knows no reply code or knows 1.
      for try in $(seq 100); do
        first=$(code 127.0.0.1:9)
        case $first in '' | 1) sleep 0.1 ;; *) break ;; esac
      done
      echo "refused $first"
      echo "no route $(code 9.0.0.1)"
      echo "unreachable $(code 9.1.0.1)"
      echo "prohibited $(code 9.2.0.1)"
      echo "no route $(code '[2600::1]')"
      """;
}
