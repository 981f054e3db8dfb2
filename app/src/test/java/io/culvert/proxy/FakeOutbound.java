package io.culvert.proxy;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** An outbound that answers when the test says so. For one request. */
final class FakeOutbound implements Outbound {
  static final Endpoint BOUND = new Endpoint(Address.parse("192.0.2.7"), 40_000);

  /** An answer that the test gives, and somebody waits for. */
  static final class Answer<T> {
    private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
    private volatile boolean awaited;
    private volatile boolean interrupted;

    void is(T value) {
      outcome.complete(Outcome.of(value));
    }

    void isNo(Failure failure) {
      outcome.complete(Outcome.refused(failure));
    }

    void isBug(RuntimeException bug) {
      outcome.completeExceptionally(bug);
    }

    boolean isAwaited() {
      return awaited;
    }

    /** Whether an interrupt ended the wait. */
    boolean isInterrupted() {
      return interrupted;
    }

    private Outcome<T> await() throws InterruptedException {
      awaited = true;
      try {
        return outcome.get();
      } catch (InterruptedException e) {
        interrupted = true;
        throw e;
      } catch (ExecutionException e) {
        throw (RuntimeException) e.getCause();
      }
    }
  }

  private final Answer<Opened> connected = new Answer<>();
  private final Answer<Listening> listening = new Answer<>();
  private final Answer<Opened> peer = new Answer<>();
  private final Answer<Association> association = new Answer<>();
  private volatile EarlyData early;
  private volatile boolean placeClosed;

  /** What CONNECT is answered with. */
  Answer<Opened> connected() {
    return connected;
  }

  /** What BIND is answered with first. */
  Answer<Listening> listening() {
    return listening;
  }

  /** What BIND is answered with in the end, where {@link #listens} was the first answer. */
  Answer<Opened> peer() {
    return peer;
  }

  /** What UDP ASSOCIATE is answered with. */
  Answer<Association> association() {
    return association;
  }

  /** Connects to this target. */
  void connects(Connection target) {
    connected.is(new Opened(target, BOUND));
  }

  /** Listens for BIND's peer. */
  void listens() {
    listening.is(new Place());
  }

  /** Of the request that was made. */
  EarlyData early() {
    return early;
  }

  /** Whether nobody listens for BIND's peer any more. */
  boolean isPlaceClosed() {
    return placeClosed;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Outcome<Opened> connect(Request request, EarlyData early) throws InterruptedException {
    this.early = early;
    return connected.await();
  }

  @Override
  public Outcome<Listening> listen(Request request) throws InterruptedException {
    return listening.await();
  }

  @Override
  public Outcome<Association> associate(Request request) throws InterruptedException {
    return association.await();
  }

  private final class Place implements Listening {
    @Override
    public Endpoint bound() {
      return BOUND;
    }

    @Override
    public Outcome<Opened> accept() throws InterruptedException {
      return peer.await();
    }

    @Override
    public void close() {
      placeClosed = true;
    }
  }
}
