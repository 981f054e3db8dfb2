package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DirectionTest {
  private final FakeConnection from = new FakeConnection();
  private final FakeConnection to = new FakeConnection();
  private final List<Long> moved = new ArrayList<>();
  private final Direction direction = new Direction(from, to, moved::add);

  @Test
  void copiesInOrderAndPassesTheCleanEndOn() throws IOException {
    from.says("one ");
    from.says("two");
    from.ends();
    direction.copy();
    assertEquals("one two", to.written());
    assertEquals(List.of("end"), to.events());
  }

  @Test
  void tellsHowManyOctetsWereWrittenAfterEachWrite() throws IOException {
    from.says("four");
    from.says("seven77");
    from.ends();
    direction.copy();
    assertEquals(List.of(4L, 7L), moved);
  }

  @Test
  void countsNothingThatCouldNotBeWritten() {
    from.says("lost");
    to.failsToWrite(new IOException("fake"));
    assertThrows(IOException.class, direction::copy);
    assertEquals(List.of(), moved);
  }

  @Test
  void tellsAFailedReadFromAFailedWrite() {
    from.failsToRead(new IOException("fake"));
    assertThrows(IOException.class, direction::copy);
    assertFalse(direction.failedToWrite());
    assertSame(from, direction.failed());
  }

  @Test
  void aFailedReadEndsNothing() {
    from.failsToRead(new IOException("fake"));
    assertThrows(IOException.class, direction::copy);
    assertEquals(List.of(), to.events());
  }

  @Test
  void tellsAFailedWriteFromAFailedRead() {
    from.says("lost");
    to.failsToWrite(new IOException("fake"));
    assertThrows(IOException.class, direction::copy);
    assertTrue(direction.failedToWrite());
    assertSame(to, direction.failed());
  }

  @Test
  void itIsDoneWhenTheCleanEndWasPassedOn() throws IOException {
    from.says("all");
    assertFalse(direction.isDone());
    from.ends();
    direction.copy();
    assertTrue(direction.isDone());
  }

  @Test
  void itIsNotDoneAfterAFailure() {
    from.ends();
    to.failsToWrite(new IOException("fake"));
    assertThrows(IOException.class, direction::copy);
    assertFalse(direction.isDone());
  }

  @Test
  void anEndThatCannotBePassedOnIsAFailedWrite() {
    from.ends();
    to.failsToWrite(new IOException("fake"));
    assertThrows(IOException.class, direction::copy);
    assertTrue(direction.failedToWrite());
  }

  @Test
  void aReadThatFailsAfterAWriteIsAFailedRead() {
    from.says("written");
    from.failsToRead(new IOException("fake"));
    assertThrows(IOException.class, direction::copy);
    assertFalse(direction.failedToWrite());
  }

  @Test
  void whoAwaitsTheEndIsToldOfIt() throws Exception {
    var waiting =
        Running.start(() -> {
          direction.awaitEnd(Duration.ofMinutes(1));
          return true;
        });
    direction.end();
    assertTrue(waiting.result());
  }

  @Test
  void theWaitForTheEndHasALimit() throws InterruptedException {
    direction.awaitEnd(Duration.ofMillis(10));
  }
}
