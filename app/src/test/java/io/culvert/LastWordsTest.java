package io.culvert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Report F4: a target that answers early and closes with the upload unread, for which its system
 * sends a reset. What it said arrives, and the reset is never taken for a clean end.
 */
@Timeout(120)
class LastWordsTest {
  private static final byte[] ANSWER = new byte[1000];
  private static final int UPLOAD_BYTES = 300_000;

  private Rig rig;
  private ServerSocket target;
  private ExecutorService threads;

  @BeforeEach
  void start() throws Exception {
    rig = Rig.direct();
    target = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    target.close();
    rig.close();
  }

  /** Waits until the client has the answer, so that only the reset can be lost. */
  private Void answerAndReset(CountDownLatch read) throws Exception {
    try (Socket accepted = target.accept()) {
      accepted.getInputStream().read();
      accepted.getOutputStream().write(ANSWER);
      read.await();
      accepted.setSoLinger(true, 0);
    }
    return null;
  }

  private static void upload(Socket client) {
    try {
      client.getOutputStream().write(new byte[UPLOAD_BYTES]);
    } catch (IOException e) {
      // The target's reset.
    }
  }

  private void round() throws Exception {
    var read = new CountDownLatch(1);
    Future<?> answered = threads.submit(() -> answerAndReset(read));
    try (Socket client = rig.connect(target.getLocalPort())) {
      threads.submit(() -> upload(client));
      assertEquals(ANSWER.length, client.getInputStream().readNBytes(ANSWER.length).length);
      read.countDown();
      assertThrows(SocketException.class, () -> client.getInputStream().read(), "a false end");
    }
    answered.get();
  }

  @Test
  void f4AResetBehindAnEarlyAnswerIsNeverACleanEnd() throws Exception {
    for (int i = 0; i < 50; i++) {
      round();
    }
  }

  @Test
  @Tag("soak")
  void f4AThousandTimes() throws Exception {
    for (int i = 0; i < 1000; i++) {
      round();
    }
  }
}
