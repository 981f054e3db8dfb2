package io.culvert.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Report F4: origins that refuse an upload by its header alone and close with the rest unread.
 * Without a proxy curl sees 47 of 50 such answers.
 */
@Timeout(180)
class EarlyAnswerIT {
  private static final int ROUNDS = 50;
  private static final int SEEN = 45;
  private static final int UPLOAD_BYTES = 30_000_000;

  private Tunnel tunnel;
  private ServerSocket origin;

  @BeforeEach
  void start() throws Exception {
    Image.needs("curl");
    tunnel = Tunnel.start();
    origin = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("origin").start(this::serve);
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    tunnel.close();
  }

  private void serve() {
    while (!origin.isClosed()) {
      try (Socket one = origin.accept()) {
        readHeader(one.getInputStream());
        one.getOutputStream()
            .write(
                "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      } catch (IOException e) {
        // The test is over, or a client was quicker.
      }
    }
  }

  private static void readHeader(InputStream in) throws IOException {
    for (int last = 0, c = in.read(); c >= 0; c = in.read()) {
      last = last << 8 | c;
      if (last == 0x0d0a0d0a) {
        return;
      }
    }
  }

  private int seen(String... proxy) throws Exception {
    int seen = 0;
    try (var folder = Folder.create()) {
      Path upload = folder.write("upload", "x".repeat(UPLOAD_BYTES));
      for (int i = 0; i < ROUNDS; i++) {
        Program.Result result = curl(upload, proxy);
        seen += result.out().equals("413") ? 1 : 0;
      }
    }
    return seen;
  }

  private Program.Result curl(Path upload, String... proxy) throws Exception {
    String[] common = {
      "curl",
      "-s",
      "--noproxy",
      "",
      "--max-time",
      "30",
      "-H",
      "Expect:",
      "-o",
      "/dev/null",
      "-w",
      "%{http_code}",
      "--data-binary",
      "@" + upload,
      "http://127.0.0.1:" + origin.getLocalPort() + "/"
    };
    String[] command = new String[common.length + proxy.length];
    System.arraycopy(common, 0, command, 0, common.length);
    System.arraycopy(proxy, 0, command, common.length, proxy.length);
    return Program.run(command);
  }

  private void assertSeen(String... proxy) throws Exception {
    int seen = seen(proxy);
    assertTrue(seen >= SEEN, seen + " of " + ROUNDS);
  }

  @Test
  void f4EarlyAnswersAreSeenThroughSocks() throws Exception {
    assertSeen("--socks5-hostname", "127.0.0.1:" + tunnel.socksPort);
  }

  @Test
  void f4EarlyAnswersAreSeenThroughHttpConnect() throws Exception {
    assertSeen("--proxytunnel", "-x", "http://127.0.0.1:" + tunnel.socksPort);
  }

  @Test
  void f4EarlyAnswersAreSeenThroughHttp() throws Exception {
    assertSeen("-x", "http://127.0.0.1:" + tunnel.socksPort);
  }
}
