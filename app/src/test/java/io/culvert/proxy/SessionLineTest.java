package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SessionLineTest {
  private static String line(String user, boolean target) {
    Request request = FakeExchange.request(Command.CONNECT, user);
    return SessionLine.of("local 7", CloseReason.DONE, request, target);
  }

  @Test
  void namesTheSessionAndItsReason() {
    assertEquals("local 7: done", line("", false));
  }

  @Test
  void namesTheUserThatTheClientProved() {
    assertEquals("local 7: done user ali", line("ali", false));
  }

  @Test
  void namesTheDestinationWhereItIsAskedTo() {
    assertEquals("local 7: done target.test:443", line("", true));
  }

  @Test
  void namesUserAndDestinationInThisOrder() {
    assertEquals("local 7: done user ali target.test:443", line("ali", true));
  }

  @Test
  void namesTheReasonAloneWhereNoRequestCame() {
    assertEquals(
        "local 7: client-left", SessionLine.of("local 7", CloseReason.CLIENT_LEFT, null, false));
  }
}
