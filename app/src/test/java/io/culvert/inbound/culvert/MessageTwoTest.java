package io.culvert.inbound.culvert;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.inbound.culvert.ProbedServer.User;
import io.culvert.wire.ClientHandshake;
import io.culvert.wire.HandshakeException;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A local takes no answer but its server's to this very message. */
@Timeout(60)
class MessageTwoTest {
  private static final User USER = User.generate();

  private record Session(ClientHandshake client, byte[] answer) {}

  private static Session session(ProbedServer server) throws Exception {
    ClientHandshake client = USER.handshake();
    try (var socket = new Socket("127.0.0.1", server.portOfLongSilence())) {
      socket.getOutputStream().write(client.message1(System.currentTimeMillis()));
      return new Session(client, socket.getInputStream().readAllBytes());
    }
  }

  private static void read(ClientHandshake client, byte[] answer) throws HandshakeException {
    int head = ClientHandshake.MESSAGE_2_HEAD_LENGTH;
    int rest = client.readHead(Arrays.copyOf(answer, head));
    client.readPayload(Arrays.copyOfRange(answer, head, head + rest));
  }

  @Test
  void theAnswerIsTaken() throws Exception {
    try (var server = new ProbedServer(USER)) {
      Session session = session(server);
      read(session.client(), session.answer());
    }
  }

  /** Each byte of the head and a sample of the rest; a refusal ends its client. */
  @Test
  void serverBytesModified() throws Exception {
    try (var server = new ProbedServer(USER)) {
      int length = session(server).answer().length;
      int sessions = 1;
      for (int i = 0;
          i < length;
          i += i < ClientHandshake.MESSAGE_2_HEAD_LENGTH ? 1 : 9, sessions++) {
        Session session = session(server);
        byte[] changed = session.answer().clone();
        changed[Math.min(i, changed.length - 1)] ^= 1;
        assertThrows(HandshakeException.class, () -> read(session.client(), changed), "byte " + i);
      }
      server.assertCount(sessions, HandshakeResult.ACCEPTED);
    }
  }

  @Test
  void swappedAnswersAreRefused() throws Exception {
    try (var server = new ProbedServer(USER)) {
      Session one = session(server);
      Session other = session(server);
      assertThrows(HandshakeException.class, () -> read(one.client(), other.answer()));
      assertThrows(HandshakeException.class, () -> read(other.client(), one.answer()));
    }
  }
}
