package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fault 27: over a slow path and over a lossy one, a download through the tunnel is about as fast
 * as a direct one. The test needs the privilege to create two network namespaces.
 */
@Timeout(240)
class RateAndLossIT {
  private static final int FILE_BYTES = 6_000_000;
  private static final double OF_PLAIN_TCP = 0.9;

  @TempDir Path dir;

  @BeforeEach
  void needsNamespaces() throws Exception {
    for (String program : List.of("ip", "tc", "nft", "unshare", "nsenter", "nginx", "curl")) {
      Image.needs(program);
    }
    assumeTrue(
        Program.run("unshare", "-n", "ip", "link", "set", "lo", "up").exitCode() == 0,
        "no network namespace can be made here");
  }

  @Test
  void fault27ASlowPathIsUsedToTheFull() throws Exception {
    compare(0, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  @Tag("soak")
  void fault27ALossyPathIsUsedAsPlainTcpWould(int percent) throws Exception {
    compare(percent, 3);
  }

  /**
   * @param rounds of one download without and one through the tunnel
   */
  private void compare(int lossPercent, int rounds) throws Exception {
    byte[] file = new byte[FILE_BYTES];
    new SplittableRandom(27).nextBytes(file);
    Files.write(dir.resolve("file"), file);
    Path script = Files.writeString(dir.resolve("script"), SCRIPT);
    String server = dir.resolve("server").toString();
    Program.Result init =
        Program.runCulvert("init", "--dir", server, "--host", "10.27.0.2", "--port", "8443");
    assertEquals(0, init.exitCode(), init.err());
    Program.Result result =
        Program.run(
            Duration.ofMinutes(3),
            "unshare",
            "-n",
            "sh",
            script.toString(),
            Image.LAUNCHER.toString(),
            dir.toString(),
            init.out().strip(),
            "" + lossPercent,
            "" + rounds);
    assertEquals(0, result.exitCode(), result.toString());
    double plain = 0;
    double tunnel = 0;
    for (String line : result.out().lines().toList()) {
      String[] fields = line.split(" ");
      assertEquals("" + FILE_BYTES, fields[1], line);
      plain += fields[0].equals("plain") ? Double.parseDouble(fields[2]) : 0;
      tunnel += fields[0].equals("tunnel") ? Double.parseDouble(fields[2]) : 0;
    }
    assertTrue(plain > 0 && plain < rounds * 2.6e6, "the path is not slow: " + result.out());
    assertTrue(tunnel >= OF_PLAIN_TCP * plain, result.out());
  }

  /** Offloads are off, so that what is lost is a packet and not a bundle of forty. */
  private static final String SCRIPT =
      """
      set -e
      culvert=$1 dir=$2 link=$3 loss=$4 rounds=$5
      ip link set lo up
      started=
      unshare -n sleep 600 &
      others=$!
      other=$!
      # The programs under test are asked to end; the others just end.
      trap 'kill $started; kill -9 $others; wait' EXIT
      while [ "$(readlink /proc/$other/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
      far() { nsenter -t $other -n "$@"; }
      ip link add near type veth peer name far
      ip link set far netns $other
      ip link set near gso_max_segs 1 up
      ip addr add 10.27.0.1/24 dev near
      far ip link set lo up
      far ip link set far gso_max_segs 1 up
      far ip addr add 10.27.0.2/24 dev far
      tc qdisc add dev near root tbf rate 20mbit burst 32k latency 50ms
      far tc qdisc add dev far root tbf rate 20mbit burst 32k latency 50ms
      if [ "$loss" -gt 0 ]; then
        rule="table inet lossy { chain in { type filter hook input priority 0; numgen random mod 100 < $loss drop; }; }"
        echo "$rule" | sed 's/numgen/iif near numgen/' | nft -f -
        echo "$rule" | sed 's/numgen/iif far numgen/' | far nft -f -
      fi
      cat >"$dir/nginx.conf" <<END
      daemon off; master_process off; pid $dir/pid; error_log $dir/error.log;
      events {}
      http { access_log off; server { listen 10.27.0.2:80; root $dir; }
        client_body_temp_path $dir/a; proxy_temp_path $dir/b; fastcgi_temp_path $dir/c;
        uwsgi_temp_path $dir/d; scgi_temp_path $dir/e; }
      END
      # Not by far(): what is killed in the end must be the program, not a shell around it.
      nsenter -t $other -n nginx -c "$dir/nginx.conf" -e "$dir/error.log" >&2 &
      others="$others $!"
      nsenter -t $other -n "$culvert" server --config "$dir/server/server.toml" --listen=10.27.0.2:8443 --targets.allow=10.27.0.0/24 >&2 &
      started="$started $!"
      "$culvert" local --listen=127.0.0.1:1080 "$link" >&2 &
      started="$started $!"
      get() {
        name=$1
        shift
        curl -sS --noproxy '' --max-time 60 -o /dev/null -w "$name %{size_download} %{speed_download}\\n" "$@" http://10.27.0.2/file
      }
      for try in $(seq 100); do
        get ready --socks5 127.0.0.1:1080 >/dev/null 2>&1 && break
        sleep 0.1
      done
      for round in $(seq "$rounds"); do
        get plain
        get tunnel --socks5 127.0.0.1:1080
      done
      """;
}
