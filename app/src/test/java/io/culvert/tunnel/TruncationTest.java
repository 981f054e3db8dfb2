package io.culvert.tunnel;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.Rig;
import io.culvert.net.Cidr;
import io.culvert.socks.Authenticator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A FIN on the tunnel before END is a reset at the client, wherever it falls. */
@Timeout(60)
class TruncationTest {
  private static final int LENGTH = 2000;
  private static final int STEP = 10;

  @Test
  void aCutIsNeverACleanEnd() throws Exception {
    try (var path = new CuttingPath();
        var target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        var rig = new Rig(List.of(Cidr.parse("127.0.0.0/8")), path.port(), Authenticator.NONE)) {
      path.to(rig.server.listenAddress().getPort());
      for (int cut = 0; cut < LENGTH; cut += STEP) {
        path.cutAfter(Long.MAX_VALUE);
        cutAt(cut, path, rig, target);
      }
    }
  }

  private static void cutAt(int cut, CuttingPath path, Rig rig, ServerSocket target)
      throws IOException {
    try (Socket client = rig.connect(target.getLocalPort());
        Socket accepted = target.accept()) {
      path.cutAfter(cut);
      accepted.getOutputStream().write(new byte[LENGTH]);
      accepted.shutdownOutput();
      assertThrows(
          SocketException.class, () -> client.getInputStream().readAllBytes(), "cut at " + cut);
    }
  }
}
