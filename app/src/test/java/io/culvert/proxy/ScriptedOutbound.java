package io.culvert.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import io.culvert.tunnel.MemoryConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An outbound that does with each request what the test said. Thread-safe. */
public final class ScriptedOutbound implements Outbound {
  /** What it names as bound, whatever is asked. */
  public static final Endpoint BOUND = new Endpoint(Address.parse("192.0.2.1"), 40_000);

  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Request request;
  private volatile Outcome<Opened> answer = Outcome.refused(Failure.GENERAL);
  private volatile boolean waits;

  /** Targets say this and end. */
  public MemoryConnection answers(String text) {
    var target = new MemoryConnection().give(text.getBytes(US_ASCII));
    answers(target);
    return target;
  }

  /** This is the target. */
  public void answers(Connection target) {
    answer = Outcome.of(new Opened(target, BOUND));
  }

  public void refuses(Failure failure) {
    answer = Outcome.refused(failure);
  }

  /** Whether CONNECT waits until interrupted. */
  public void waits(boolean on) {
    waits = on;
  }

  public boolean isAsked() {
    return request != null;
  }

  /** How often. */
  public int asked() {
    return asked.get();
  }

  private void note(Request one) {
    this.request = one;
    asked.incrementAndGet();
  }

  /** The last one; null if there was none. */
  public Request request() {
    return request;
  }

  /** Whether a wait is interrupted now or in this time. */
  public boolean isInterruptedWithin(Duration limit) throws InterruptedException {
    return interrupted.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public Outcome<Opened> connect(Request request, EarlyData early) throws InterruptedException {
    note(request);
    if (waits) {
      try {
        new CountDownLatch(1).await();
      } finally {
        interrupted.countDown();
      }
    }
    return answer;
  }

  @Override
  public Outcome<Listening> listen(Request request) {
    note(request);
    return Outcome.of(new Place(answer));
  }

  @Override
  public Outcome<Association> associate(Request request) {
    note(request);
    return answer instanceof Outcome.Refused<Opened> refused
        ? Outcome.refused(refused.failure())
        : Outcome.of(new Association(new Echo(), BOUND));
  }

  /** The peer is there already. */
  private record Place(Outcome<Opened> peer) implements Listening {
    @Override
    public Endpoint bound() {
      return BOUND;
    }

    @Override
    public Outcome<Opened> accept() {
      return peer;
    }

    @Override
    public void close() {}
  }

  /** The first datagram comes back, from where it was sent to, and no other. */
  private static final class Echo implements Datagrams {
    private final CountDownLatch sent = new CountDownLatch(1);
    private volatile Endpoint target;
    private volatile byte[] octets;
    private boolean answered;

    @Override
    public Endpoint receive(ByteBuffer to) throws InterruptedException {
      sent.await();
      if (answered) {
        new CountDownLatch(1).await();
      }
      answered = true;
      to.put(octets);
      return target;
    }

    @Override
    public void send(Endpoint peer, ByteBuffer payload) {
      if (sent.getCount() > 0) {
        octets = new byte[payload.remaining()];
        payload.get(octets);
        target = peer;
        sent.countDown();
      }
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }
}
