package io.culvert.proxy;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import io.culvert.net.Datagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A request whose client is the test. Its answers stand in what the client reads as well: {@code
 * <listening>}, {@code <yes>} and {@code <no>}.
 */
final class FakeExchange implements Exchange {
  static final Endpoint TARGET = new Endpoint(Address.parse("target.test"), 443);

  private final Request request;
  private final FakeConnection client = new FakeConnection();
  private final List<Endpoint> bound = new CopyOnWriteArrayList<>();
  private final List<Failure> refusals = new CopyOnWriteArrayList<>();
  private volatile Runnable afterYes = () -> {};
  private volatile boolean endsWithTarget;
  private volatile Opened kept;
  private volatile Outcome<Datagrams> datagrams = Outcome.refused(Failure.LIMIT_REACHED);

  FakeExchange(Request request) {
    this.request = request;
  }

  static FakeExchange of(Command command) {
    return new FakeExchange(request(command, ""));
  }

  static Request request(Command command, String user) {
    return new Request(
        command,
        TARGET,
        user,
        new InetSocketAddress("127.0.0.1", 50_000),
        InetAddress.getLoopbackAddress(),
        "fake");
  }

  /** Done by the thread that answers, when the client has its yes already. */
  void afterYes(Runnable action) {
    afterYes = action;
  }

  void endsWithTarget(boolean ends) {
    endsWithTarget = ends;
  }

  /** It has a leg to its target already. */
  void keeps(Opened leg) {
    kept = leg;
  }

  /** What UDP ASSOCIATE is answered with; a refusal if nothing was set. */
  void associates(Outcome<Datagrams> outcome) {
    datagrams = outcome;
  }

  /** The addresses that the client was told, in order. */
  List<Endpoint> bound() {
    return bound;
  }

  List<Failure> refusals() {
    return refusals;
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public FakeConnection client() {
    return client;
  }

  @Override
  public Outcome<Opened> target(Dial dial) throws InterruptedException {
    return kept == null ? dial.connect() : Outcome.of(kept);
  }

  @Override
  public boolean endsWithTarget() {
    return endsWithTarget;
  }

  @Override
  public void listening(Endpoint bound) throws IOException {
    say("<listening>", bound);
  }

  @Override
  public void accept(Endpoint bound) throws IOException {
    say("<yes>", bound);
    afterYes.run();
  }

  @Override
  public Outcome<Datagrams> associate(Endpoint bound) throws IOException {
    if (datagrams instanceof Outcome.Success) {
      say("<yes>", bound);
    }
    return datagrams;
  }

  private void say(String answer, Endpoint told) throws IOException {
    bound.add(told);
    client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void refuse(Failure failure) throws IOException {
    refusals.add(failure);
    client.write(ByteBuffer.wrap("<no>".getBytes(StandardCharsets.UTF_8)));
    client.endOutput();
  }
}
