package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EarlyDataTest {
  private final EarlyData early = new EarlyData();
  private final FakeConnection asked = new FakeConnection();
  private final FakeConnection askedAgain = new FakeConnection();
  private final ByteBuffer first = ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8));

  @Test
  void octetsThatComeFirstFollowTheRequest() throws IOException {
    early.bring(first);
    early.follow(asked);
    assertEquals("hello", asked.written());
    assertTrue(early.isWrittenTo(asked));
  }

  @Test
  void octetsThatComeLaterFollowTheRequestToo() throws IOException {
    early.follow(asked);
    early.bring(first);
    assertEquals("hello", asked.written());
    assertTrue(early.isWrittenTo(asked));
  }

  @Test
  void theBroughtBufferStaysAsItIs() throws IOException {
    early.bring(first);
    early.follow(asked);
    assertEquals(5, first.remaining());
  }

  @Test
  void nothingIsWrittenWithoutOctets() throws IOException {
    early.follow(asked);
    assertEquals("", asked.written());
    assertFalse(early.isWrittenTo(asked));
  }

  @Test
  void nothingIsWrittenWhereTheOutboundCannotCarryThem() {
    early.bring(first);
    assertFalse(early.isWrittenTo(asked));
  }

  @Test
  void aRepeatedRequestTakesTheOctetsAlong() throws IOException {
    early.follow(asked);
    early.bring(first);
    early.follow(askedAgain);
    assertEquals("hello", askedAgain.written());
    assertTrue(early.isWrittenTo(askedAgain));
  }

  @Test
  void octetsThatCameToABrokenConnectionGoWithTheRepeatedRequest() throws IOException {
    early.follow(asked);
    asked.breaks();
    early.bring(first);
    assertFalse(early.isWrittenTo(asked));
    early.follow(askedAgain);
    assertEquals("hello", askedAgain.written());
    assertTrue(early.isWrittenTo(askedAgain));
  }

  @Test
  void eachConnectionCountsForItself() throws IOException {
    early.bring(first);
    early.follow(asked);
    askedAgain.breaks();
    assertThrows(IOException.class, () -> early.follow(askedAgain));
    assertTrue(early.isWrittenTo(asked));
    assertFalse(early.isWrittenTo(askedAgain));
  }

  @Test
  void octetsThatComeAfterBothQuestionsFollowBoth() throws IOException {
    early.follow(asked);
    early.follow(askedAgain);
    early.bring(first);
    assertEquals("hello", asked.written());
    assertEquals("hello", askedAgain.written());
    assertTrue(early.isWrittenTo(asked));
  }
}
