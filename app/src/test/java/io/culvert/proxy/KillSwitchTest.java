package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KillSwitchTest {
  private final KillSwitch killSwitch = new KillSwitch();

  @Test
  void nobodyIsInterruptedBeforeItIsArmed() {
    assertFalse(killSwitch.kill());
    assertFalse(Thread.interrupted());
  }

  @Test
  void itsOwnerIsInterruptedWhileItIsArmed() {
    killSwitch.arm();
    assertTrue(killSwitch.kill());
    assertTrue(Thread.interrupted());
    assertTrue(killSwitch.isKilled());
  }

  @Test
  void aKillThatEndedNoWaitLeavesNoInterrupt() {
    killSwitch.arm();
    killSwitch.kill();
    killSwitch.disarm();
    assertFalse(Thread.interrupted());
  }

  @Test
  void nobodyIsInterruptedAfterItWasDisarmed() {
    killSwitch.arm();
    killSwitch.disarm();
    assertFalse(killSwitch.kill());
    assertFalse(Thread.interrupted());
    assertFalse(killSwitch.isKilled());
  }

  @Test
  void anInterruptOfAnotherKindIsLeftToTheOwner() {
    killSwitch.arm();
    Thread.currentThread().interrupt();
    killSwitch.disarm();
    assertTrue(Thread.interrupted());
  }
}
