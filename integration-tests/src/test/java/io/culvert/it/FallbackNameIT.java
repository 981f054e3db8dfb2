package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The name in {@code --fallback} is the operator's, but whoever connects decides when it is needed.
 */
@Timeout(120)
class FallbackNameIT {
  /**
   * Both ends on one carrier each, in a network of their own whose name server never answers. The
   * target is the local's page of meters.
   */
  private static final String NAMESPACE =
      """
      set -e
      ip link set lo up
      ip link add dark type veth peer name far
      ip addr add 9.9.0.1/24 dev dark
      ip link set dark up
      ip link set far up
      ip neigh add 9.9.0.2 lladdr 02:00:00:00:00:02 dev dark
      echo "nameserver 9.9.0.2" >"$4"
      mount --bind "$4" /etc/resolv.conf
      port=${3##*:}
      port=${port%%#*}
      export CULVERT_JAVA_OPTIONS=-Djdk.virtualThreadScheduler.parallelism=1
      "$1" server --config "$2" --listen="127.0.0.1:$port" --fallback="$5" --targets.allow=127.0.0.0/8 >&2 &
      server=$!
      "$1" local --listen=127.0.0.1:1080 --metrics.listen=127.0.0.1:9090 "$3" >&2 &
      local=$!
      trap 'kill $server $local; wait' EXIT
      ask() {
        curl -s --noproxy '' --max-time "$1" --socks5 127.0.0.1:1080 -o "$2" -w '%{http_code}\\n' http://127.0.0.1:9090/metrics || true
      }
      for try in $(seq 100); do
        test "$(ask 2 /dev/null)" = 200 && break
        sleep 0.1
      done
      curl -s --noproxy '' --max-time 20 -o "$4.page" "http://127.0.0.1:$port/" &
      client=$!
      for try in 1 2 3 4 5; do
        ask 2 /dev/null
        sleep 0.1
      done
      kill $client 2>/dev/null || true
      """;

  private static Program.Result inANetworkWithoutNames(String fallback) throws Exception {
    for (String program : List.of("ip", "curl", "unshare", "mount")) {
      Image.needs(program);
    }
    assumeTrue(
        Program.run("unshare", "-n", "-m", "ip", "link", "set", "lo", "up").exitCode() == 0,
        "no network namespace can be made here");
    try (var folder = Folder.create()) {
      int port = Image.freePort();
      Program.Result init =
          Program.runCulvert(
              "init", "--dir", folder.of("server"), "--host", "127.0.0.1", "--port", "" + port);
      assertEquals(0, init.exitCode(), init.err());
      Path script = folder.write("namespace.sh", NAMESPACE);
      return Program.run(
          "unshare",
          "-n",
          "-m",
          "sh",
          script.toString(),
          Image.LAUNCHER.toString(),
          folder.of("server/server.toml"),
          init.out().strip(),
          folder.of("resolv.conf"),
          fallback);
    }
  }

  @Test
  void anUnauthenticatedClientHoldsUpNobodyWhileTheNameCannotBeLookedUp() throws Exception {
    Program.Result result = inANetworkWithoutNames("web.example:80");
    assertEquals("200\n".repeat(5), result.out(), result.err());
  }
}
