package io.culvert.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.culvert.address.Endpoint;
import io.culvert.inbound.mixed.Associations;
import io.culvert.inbound.mixed.MixedInbound;
import io.culvert.inbound.mixed.Negotiation;
import io.culvert.net.Deadlines;
import io.culvert.net.Listener;
import io.culvert.socks.Authenticator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new outbound is one class, and one line where the program is put together. */
@Timeout(30)
class ToyOutboundTest {
  private static final String TEXT = "220 this is all there is\r\n";

  /** Every target says the same, and hears nothing. */
  private record FixedText(String text) implements Outbound {
    @Override
    public String name() {
      return "fixed-text";
    }

    @Override
    public Outcome<Opened> connect(Request request, EarlyData early) {
      var target = new FakeConnection();
      target.says(text);
      target.ends();
      return Outcome.of(new Opened(target, Endpoint.UNSPECIFIED));
    }

    @Override
    public Outcome<Listening> listen(Request request) {
      return Outcome.refused(Failure.COMMAND_NOT_SUPPORTED);
    }

    @Override
    public Outcome<Association> associate(Request request) {
      return Outcome.refused(Failure.COMMAND_NOT_SUPPORTED);
    }
  }

  private final RecordedMeters meters = new RecordedMeters();
  private final Deadlines deadlines = new Deadlines();
  private final Engine engine =
      new Engine(
          Router.to(new FixedText(TEXT)),
          meters,
          new Engine.Options("local", Duration.ofMinutes(5), 1, false, false));
  private Listener listener;
  private Running<Void> running;

  @BeforeEach
  void start() throws IOException {
    listener = new Listener("local", new InetSocketAddress("127.0.0.1", 0), 4, deadlines);
    var associations = new Associations(deadlines, Duration.ofMinutes(5), meters);
    var negotiation =
        new Negotiation("mixed", host -> Authenticator.NONE, Optional.empty(), associations);
    var inbound = new MixedInbound(negotiation, Duration.ofSeconds(10), engine);
    running =
        Running.start(() -> {
          listener.run(inbound::serve);
          return null;
        });
  }

  @AfterEach
  void stop() throws Exception {
    listener.drain(Duration.ofSeconds(10));
    running.result();
  }

  private Socket ask(int command) throws IOException {
    var socket = new Socket("127.0.0.1", listener.address().getPort());
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(new byte[] {5, 1, 0});
    assertArrayEquals(new byte[] {5, 0}, socket.getInputStream().readNBytes(2));
    socket
        .getOutputStream()
        .write(new byte[] {5, (byte) command, 0, 1, (byte) 192, 0, 2, 1, 0, 80});
    return socket;
  }

  @Test
  void aSocksClientGetsTheTextAndItsEnd() throws Exception {
    try (Socket client = ask(1)) {
      client.getOutputStream().write("anybody there?".getBytes(StandardCharsets.UTF_8));
      byte[] answer = client.getInputStream().readNBytes(10);
      assertArrayEquals(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0}, answer);
      byte[] text = client.getInputStream().readAllBytes();
      assertEquals(TEXT, new String(text, StandardCharsets.UTF_8));
    }
    Soon.until(() -> meters.closed().equals(List.of(CloseReason.DONE)));
    assertEquals(TEXT.length(), meters.traffic("").down());
  }

  @Test
  void whatItDoesNotOfferIsRefusedInTheClientsProtocol() throws Exception {
    try (Socket client = ask(2)) {
      byte[] answer = client.getInputStream().readAllBytes();
      assertArrayEquals(new byte[] {5, 7, 0, 1, 0, 0, 0, 0, 0, 0}, answer);
    }
    Soon.until(() -> meters.closed().equals(List.of(CloseReason.COMMAND_NOT_SUPPORTED)));
  }
}
