package io.culvert.proxy;

/**
 * Lets other threads interrupt a session's owner while the session is open, and never afterwards.
 * {@link #arm} and {@link #disarm} are for the owner.
 */
final class KillSwitch {
  private Thread owner;
  private boolean killed;

  /** From now on, the calling thread can be interrupted. */
  synchronized void arm() {
    owner = Thread.currentThread();
  }

  /** The owner's next wait is its own: a kill that came too late to end one leaves no interrupt. */
  synchronized void disarm() {
    owner = null;
    if (killed) {
      Thread.interrupted();
    }
  }

  /** Interrupts the owner; false if the session is not open. */
  synchronized boolean kill() {
    if (owner == null) {
      return false;
    }
    killed = true;
    owner.interrupt();
    return true;
  }

  synchronized boolean isKilled() {
    return killed;
  }
}
