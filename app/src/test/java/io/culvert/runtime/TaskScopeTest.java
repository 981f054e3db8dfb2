package io.culvert.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskScopeTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  private final Queue<String> ended = new ConcurrentLinkedQueue<>();

  @Test
  void theFirstSuccessWinsAndTheLosersHaveEnded() throws Exception {
    var waiting = new CountDownLatch(1);
    Callable<String> winner =
        () -> {
          waiting.await();
          return "winner";
        };
    assertEquals(
        "winner", TaskScope.firstSuccess("race", List.of(() -> forever(waiting), winner), LONG));
    assertEquals(List.of("interrupted"), List.copyOf(ended));
  }

  @Test
  void aFailureDoesNotEndARace() throws Exception {
    Callable<String> loser =
        () -> {
          throw new IOException("loser");
        };
    assertEquals("late", TaskScope.firstSuccess("race", List.of(loser, () -> "late"), LONG));
  }

  @Test
  void aRaceThatAllLoseThrowsAFailure() {
    var failure = new IOException("lost");
    Callable<String> loser =
        () -> {
          throw failure;
        };
    assertSame(
        failure,
        assertThrows(
            IOException.class, () -> TaskScope.firstSuccess("race", List.of(loser), LONG)));
  }

  @Test
  void aRaceIsInterruptedWhenItsTimeIsUp() {
    var waiting = new CountDownLatch(1);
    assertThrows(
        TimeoutException.class,
        () ->
            TaskScope.firstSuccess("race", List.of(() -> forever(waiting)), Duration.ofMillis(50)));
    assertEquals(List.of("interrupted"), List.copyOf(ended));
  }

  @Test
  void oneTaskRunsInAVirtualThreadToItsEnd() throws Exception {
    TaskScope.run("one", () -> ended.add(Thread.currentThread().isVirtual() ? "virtual" : "not"));
    assertEquals(List.of("virtual"), List.copyOf(ended));
  }

  @Test
  void theFailureOfASingleTaskIsThrown() {
    var failure = new IOException("lost");
    var bug = new IllegalStateException("bug");
    assertSame(
        failure, assertThrows(IOException.class, () -> TaskScope.run("one", failing(failure))));
    assertSame(
        bug, assertThrows(IllegalStateException.class, () -> TaskScope.run("one", failing(bug))));
  }

  private static Task failing(Exception failure) {
    return () -> {
      switch (failure) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new AssertionError(failure);
      }
    };
  }

  @Test
  void allReturnsNothingWhenEveryTaskEndedCleanly() throws Exception {
    assertNull(TaskScope.all("whole", List.of(() -> ended.add("one"), () -> ended.add("two"))));
    assertEquals(2, ended.size());
  }

  @Test
  void theFirstFailureEndsTheOtherTasksAndIsReturned() throws Exception {
    var failure = new IOException("lost");
    var waiting = new CountDownLatch(1);
    Task failing =
        () -> {
          waiting.await();
          throw failure;
        };
    assertSame(failure, TaskScope.all("whole", List.of(() -> forever(waiting), failing)));
    assertEquals(List.of("interrupted"), List.copyOf(ended));
  }

  @Test
  void theFailureOfACancelledTaskIsNotTheFirstFailure() throws Exception {
    var failure = new IOException("lost");
    var waiting = new CountDownLatch(1);
    Task failing =
        () -> {
          waiting.await();
          throw failure;
        };
    Task cancelled =
        () -> {
          forever(waiting);
          throw new IOException("cancelled");
        };
    assertSame(failure, TaskScope.all("whole", List.of(cancelled, failing)));
  }

  @Test
  void aBugInOneOfAllIsThrownAsItIs() {
    var bug = new IllegalStateException("bug");
    var waiting = new CountDownLatch(1);
    assertSame(
        bug,
        assertThrows(
            IllegalStateException.class,
            () -> TaskScope.all("whole", List.of(() -> forever(waiting), failing(bug)))));
    assertEquals(List.of("interrupted"), List.copyOf(ended));
  }

  @Test
  void anInterruptedOwnersTasksAreCancelledAndHaveEnded() throws Exception {
    var waiting = new CountDownLatch(2);
    List<Task> tasks = List.of(() -> forever(waiting), () -> forever(waiting));
    var owner =
        new FutureTask<>(() ->
            assertThrows(InterruptedException.class, () -> TaskScope.all("whole", tasks))
                .getClass());
    Thread thread = Thread.ofVirtual().start(owner);
    waiting.await();
    thread.interrupt();
    owner.get(10, TimeUnit.SECONDS);
    assertEquals(List.of("interrupted", "interrupted"), List.copyOf(ended));
  }

  @Test
  void tasksEndWithTheirLeader() throws Exception {
    var waiting = new CountDownLatch(2);
    List<Task> others = List.of(() -> forever(waiting), () -> forever(waiting));
    assertNull(TaskScope.allUntilEnd("whole", waiting::await, others));
    assertEquals(List.of("interrupted", "interrupted"), List.copyOf(ended));
  }

  @Test
  void tasksOutliveTheCleanEndOfATaskOtherThanTheLeader() throws Exception {
    var other = new CountDownLatch(1);
    Task leader =
        () -> {
          other.await();
          ended.add("leader");
        };
    assertNull(TaskScope.allUntilEnd("whole", leader, List.of(other::countDown)));
    assertEquals(List.of("leader"), List.copyOf(ended));
  }

  @Test
  void theFailureOfAnotherEndsTheLeaderToo() throws Exception {
    var failure = new IOException("lost");
    var waiting = new CountDownLatch(1);
    Task failing =
        () -> {
          waiting.await();
          throw failure;
        };
    assertSame(failure, TaskScope.allUntilEnd("whole", () -> forever(waiting), List.of(failing)));
    assertEquals(List.of("interrupted"), List.copyOf(ended));
  }

  @Test
  void joinWaitsForAllTasks() throws Exception {
    try (var scope = TaskScope.open("nursery")) {
      scope.fork("one", () -> ended.add("one"));
      scope.fork("two", () -> ended.add("two"));
      scope.join();
      assertEquals(2, ended.size());
    }
  }

  @Test
  void closingANurseryInterruptsItsTasksAndWaitsForThem() {
    var waiting = new CountDownLatch(2);
    try (var scope = TaskScope.open("nursery")) {
      scope.fork("one", () -> forever(waiting));
      scope.fork("two", () -> forever(waiting));
      await().until(() -> waiting.getCount() == 0);
    }
    assertEquals(List.of("interrupted", "interrupted"), List.copyOf(ended));
  }

  @Test
  void aFailureInANurseryEndsOnlyItsTask() {
    var second = new CountDownLatch(1);
    try (var scope = TaskScope.open("nursery")) {
      scope.fork(
          "failing",
          () -> {
            ended.add("failed");
            throw new IOException("failed");
          });
      await().until(() -> !ended.isEmpty());
      scope.fork("later", second::countDown);
      await().until(() -> second.getCount() == 0);
    }
  }

  @Test
  void aBugInANurseryIsLoggedUnderItsTasksName() throws Exception {
    var bug = new IllegalStateException("bug");
    try (var scope = TaskScope.open("nursery");
        var log = new LogRecords(TaskScope.class)) {
      scope.fork("failing", failing(bug));
      scope.fork("peer's", failing(new IOException("reset")));
      scope.join();
      assertEquals(List.of("failing: a bug ended this task"), log.messages());
      assertSame(bug, log.causes().getFirst());
    }
  }

  @Test
  void aNurseryOfAnInterruptedOwnerClosesAndKeepsTheInterrupt() {
    var waiting = new CountDownLatch(1);
    try (var scope = TaskScope.open("nursery")) {
      scope.fork("one", () -> forever(waiting));
      await().until(() -> waiting.getCount() == 0);
      Thread.currentThread().interrupt();
    }
    assertTrue(Thread.interrupted());
    assertEquals(List.of("interrupted"), List.copyOf(ended));
  }

  @Test
  void tasksRunInVirtualThreadsOfTheirName() {
    var thread = new AtomicReference<Thread>();
    var name = new AtomicReference<String>();
    try (var scope = TaskScope.open("nursery")) {
      scope.fork(
          "stream 42",
          () -> {
            name.set(Thread.currentThread().getName());
            thread.set(Thread.currentThread());
          });
      await().until(() -> thread.get() != null);
    }
    assertEquals("stream 42", name.get());
    assertTrue(thread.get().isVirtual());
  }

  @Test
  void aBugDuringTheCloseOfANurseryIsLoggedToo() {
    var bug = new IllegalStateException("bug");
    var waiting = new CountDownLatch(1);
    try (var log = new LogRecords(TaskScope.class)) {
      try (var scope = TaskScope.open("nursery")) {
        scope.fork(
            "failing",
            () -> {
              forever(waiting);
              throw bug;
            });
        await().until(() -> waiting.getCount() == 0);
      }
      assertEquals(List.of(bug), log.causes());
    }
  }

  private String forever(CountDownLatch waiting) {
    waiting.countDown();
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      ended.add("interrupted");
      return "interrupted";
    }
  }
}
