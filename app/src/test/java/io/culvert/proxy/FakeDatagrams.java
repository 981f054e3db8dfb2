package io.culvert.proxy;

import io.culvert.address.Endpoint;
import io.culvert.net.Datagrams;
import io.culvert.net.DeadlineExceededException;
import io.culvert.runtime.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** One side of an association, whose far end is the test. */
final class FakeDatagrams implements Datagrams {
  /** What {@link #receive} is to do. */
  private interface Step {
    Endpoint take(ByteBuffer to) throws IOException;
  }

  private final BlockingQueue<Step> incoming = new LinkedBlockingQueue<>();
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Task> besides = new ArrayList<>();
  private volatile IOException sendFailure;

  void says(Endpoint peer, String payload) {
    incoming.add(to -> {
      to.put(payload.getBytes(StandardCharsets.UTF_8));
      return peer;
    });
  }

  void ends() {
    incoming.add(to -> null);
  }

  void failsToReceive(IOException failure) {
    incoming.add(to -> {
      throw failure;
    });
  }

  void expires() {
    failsToReceive(new DeadlineExceededException("the fake time is up"));
  }

  void failsToSend(IOException failure) {
    sendFailure = failure;
  }

  /** A task that is to run beside the directions. */
  void runs(Task task) {
    besides.add(task);
  }

  /** {@code peer payload}, in order. */
  List<String> sent() {
    return sent;
  }

  /** {@code reset} and {@code close}, in order. */
  List<String> events() {
    return events;
  }

  @Override
  public Endpoint receive(ByteBuffer to) throws IOException, InterruptedException {
    return incoming.take().take(to);
  }

  @Override
  public void send(Endpoint peer, ByteBuffer payload) throws IOException {
    if (sendFailure != null) {
      throw sendFailure;
    }
    if (payload.position() < HEADROOM) {
      throw new IllegalStateException("no headroom at " + payload.position());
    }
    byte[] octets = new byte[payload.remaining()];
    payload.get(octets);
    sent.add(peer + " " + new String(octets, StandardCharsets.UTF_8));
  }

  @Override
  public List<Task> besides() {
    return besides;
  }

  @Override
  public void reset() {
    events.add("reset");
    failsToReceive(new AsynchronousCloseException());
  }

  @Override
  public void close() {
    events.add("close");
    failsToReceive(new AsynchronousCloseException());
  }
}
