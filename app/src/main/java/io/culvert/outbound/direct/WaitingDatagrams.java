package io.culvert.outbound.direct;

import io.culvert.address.Endpoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The datagrams of one association whose targets' names are being looked up. Bounded: the name that
 * has waited longest makes room, so that names without an answer delay no others. Thread-safe.
 */
final class WaitingDatagrams {
  static final int MOST = 64;
  static final int MOST_OF_A_NAME = 8;

  /** A name, and the datagrams that wait for its address. */
  static final class Name {
    private final Endpoint target;
    private final Deque<byte[]> data = new ArrayDeque<>();
    private Thread lookingUp;
    private boolean ended;

    private Name(Endpoint target) {
      this.target = target;
    }

    Endpoint target() {
      return target;
    }
  }

  private final Map<Endpoint, Name> names = new LinkedHashMap<>();
  private final BlockingQueue<Name> begun = new LinkedBlockingQueue<>();
  private int size;

  /**
   * Keeps a datagram.
   *
   * @return how many were dropped to make room
   */
  synchronized int add(Endpoint target, byte[] data) {
    Name name = names.get(target);
    if (name == null) {
      name = new Name(target);
      names.put(target, name);
      begun.add(name);
    }
    name.data.add(data);
    size++;
    if (name.data.size() > MOST_OF_A_NAME) {
      name.data.remove();
      size--;
      return 1;
    }
    return size > MOST ? dropOldest() : 0;
  }

  private int dropOldest() {
    Iterator<Name> oldest = names.values().iterator();
    Name name = oldest.next();
    begun.remove(name);
    if (name.lookingUp != null) {
      name.lookingUp.interrupt();
    }
    return end(name).size();
  }

  /** Blocks for the next name to look up. */
  Name next() throws InterruptedException {
    return begun.take();
  }

  /** The calling thread starts to look the name up; false if the name was dropped meanwhile. */
  synchronized boolean begin(Name name) {
    name.lookingUp = name.ended ? null : Thread.currentThread();
    return !name.ended;
  }

  /**
   * Must be called when the look-up has ended.
   *
   * @return the datagrams to send now; empty if they were dropped
   */
  synchronized List<byte[]> end(Name name) {
    List<byte[]> data = List.copyOf(name.data);
    name.lookingUp = null;
    if (!name.ended) {
      name.ended = true;
      names.remove(name.target);
      size -= data.size();
      return data;
    }
    return List.of();
  }
}
