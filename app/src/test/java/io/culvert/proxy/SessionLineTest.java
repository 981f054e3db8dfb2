package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SessionLineTest {
  private static String line(String user, String target) {
    Request request = FakeExchange.request(Command.CONNECT, user);
    return SessionLine.of("local 7", CloseReason.DONE, request, target);
  }

  @Test
  void namesTheSessionAndItsReason() {
    assertEquals("local 7: done", line("", ""));
  }

  @Test
  void namesTheUserThatTheClientProved() {
    assertEquals("local 7: done user ali", line("ali", ""));
  }

  @Test
  void namesTheTargetIfThereIsOne() {
    assertEquals("local 7: done target.test:443", line("", "target.test:443"));
  }

  @Test
  void namesUserAndTargetInThisOrder() {
    assertEquals("local 7: done user ali target.test:443", line("ali", "target.test:443"));
  }

  @Test
  void namesTheReasonAloneWhereNoRequestCame() {
    assertEquals(
        "local 7: client-left", SessionLine.of("local 7", CloseReason.CLIENT_LEFT, null, ""));
  }
}
