package io.culvert.outbound.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.DomainName;
import io.culvert.address.Endpoint;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WaitingDatagramsTest {
  private final WaitingDatagrams waiting = new WaitingDatagrams();

  @AfterEach
  void beUninterrupted() {
    Thread.interrupted();
  }

  private static Endpoint name(int number) {
    return new Endpoint(new DomainName("name" + number + ".example"), 53);
  }

  private int add(int name, int data) {
    return waiting.add(name(name), new byte[] {(byte) data});
  }

  private static List<Integer> numbers(List<byte[]> data) {
    return data.stream().map(one -> (int) one[0]).toList();
  }

  @Test
  void aNameIsLookedUpOnceForAllThatWaitsForIt() throws Exception {
    assertEquals(0, add(1, 10) + add(1, 11) + add(2, 20));
    WaitingDatagrams.Name first = waiting.next();
    WaitingDatagrams.Name second = waiting.next();
    assertEquals(List.of(name(1), name(2)), List.of(first.target(), second.target()));
    assertTrue(waiting.begin(first));
    assertEquals(List.of(10, 11), numbers(waiting.end(first)));
    assertTrue(waiting.begin(second));
    assertEquals(List.of(20), numbers(waiting.end(second)));
  }

  @Test
  void reportF6TheNameThatHasWaitedLongestMakesRoom() throws Exception {
    for (int i = 0; i < WaitingDatagrams.MOST; i++) {
      assertEquals(0, add(i, i));
    }
    WaitingDatagrams.Name oldest = waiting.next();
    assertTrue(waiting.begin(oldest));
    assertEquals(1, add(99, 99));
    assertTrue(Thread.currentThread().isInterrupted(), "its look-up has ended");
    assertEquals(List.of(), waiting.end(oldest));
    Thread.interrupted();
    assertEquals(1, add(100, 100));
    assertEquals(name(2), waiting.next().target());
  }

  @Test
  void aNameThatWasDroppedBeforeItsTurnIsNotLookedUp() throws Exception {
    add(0, 0);
    WaitingDatagrams.Name first = waiting.next();
    for (int i = 1; i <= WaitingDatagrams.MOST; i++) {
      add(i, i);
    }
    assertFalse(waiting.begin(first));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void ofManyDatagramsToOneNameTheLastAreKept() throws Exception {
    int dropped = 0;
    for (int i = 0; i < WaitingDatagrams.MOST_OF_A_NAME + 3; i++) {
      dropped += add(1, i);
    }
    assertEquals(3, dropped);
    WaitingDatagrams.Name name = waiting.next();
    waiting.begin(name);
    assertEquals(List.of(3, 4, 5, 6, 7, 8, 9, 10), numbers(waiting.end(name)));
  }
}
