package io.culvert.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
  void whatOneTaskFailsWithIsThrown() {
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
  void aFailureInANurseryIsItsTasksOwn() {
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
        var log = new LogRecords(TaskFailure.class)) {
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
