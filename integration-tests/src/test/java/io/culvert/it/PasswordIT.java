package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Username/password authentication (RFC 1929) with curl. */
class PasswordIT {
  @Test
  void curlWithUserAndPassword() throws Exception {
    Image.needs("curl");
    Path users = Files.createTempFile("culvert-it", ".users");
    Program.Result line =
        Program.run("sh", "-c", "printf 'open sesame\\n' | '" + Image.LAUNCHER + "' password ali");
    assertEquals(0, line.exitCode(), line.err());
    Files.writeString(users, line.out());
    String[] flags = {"--auth.users-file=" + users};
    try (var web = new WebTarget();
        var tunnel = Tunnel.start(0, new String[] {"--targets.allow=127.0.0.0/8"}, flags)) {
      assertEquals(
          new Program.Result(0, WebTarget.HELLO, ""),
          tunnel.curl("--socks5-basic", "--proxy-user", "ali:open sesame", web.url("/")));
      assertNotEquals(
          0, tunnel.curl("--socks5-basic", "--proxy-user", "ali:wrong", web.url("/")).exitCode());
      assertNotEquals(0, tunnel.curl(web.url("/")).exitCode());
    } finally {
      Files.delete(users);
    }
  }
}
