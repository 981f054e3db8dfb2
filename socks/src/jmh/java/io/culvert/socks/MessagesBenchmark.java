package io.culvert.socks;

import io.culvert.address.Address;
import io.culvert.address.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** RFC 1928's messages with each kind of address, between octets in memory and records. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MessagesBenchmark {
  private static final int PAYLOAD_LENGTH = 1200;

  @Param({"192.0.2.7", "2001:db8::7", "www.example.com"})
  public String address;

  private byte[] greetingAndRequest;
  private Request request;
  private byte[] requestOctets;
  private Reply reply;
  private byte[] replyOctets;
  private UdpHeader udpHeader;
  private ByteBuffer datagram;

  @Setup
  public void messages() {
    var endpoint = new Endpoint(Address.parse(address), 443);
    request = new Request(Command.CONNECT, endpoint);
    requestOctets = request.octets();
    reply = new Reply(ReplyCode.SUCCEEDED, endpoint);
    replyOctets = reply.octets();
    udpHeader = new UdpHeader(0, endpoint);
    byte[] header = udpHeader.octets();
    datagram = ByteBuffer.allocate(header.length + PAYLOAD_LENGTH).put(header).clear();
    greetingAndRequest =
        ByteBuffer.allocate(3 + requestOctets.length)
            .put(new byte[] {5, 1, 0})
            .put(requestOctets)
            .array();
  }

  @Benchmark
  public Request requestRead() throws IOException {
    return Request.readFrom(new ByteArrayInputStream(requestOctets));
  }

  @Benchmark
  public byte[] requestWrite() {
    return request.octets();
  }

  @Benchmark
  public Reply replyRead() throws IOException {
    return Reply.readFrom(new ByteArrayInputStream(replyOctets));
  }

  @Benchmark
  public byte[] replyWrite() {
    return reply.octets();
  }

  @Benchmark
  public UdpHeader udpHeaderRead() throws IOException {
    return UdpHeader.readFrom(datagram.rewind());
  }

  @Benchmark
  public byte[] udpHeaderWrite() {
    return udpHeader.octets();
  }

  /** All that a client without a password says before its first octet of data. */
  @Benchmark
  public Request negotiation() throws IOException {
    var in = new ByteArrayInputStream(greetingAndRequest);
    return ServerNegotiation.negotiate(
            in, OutputStream.nullOutputStream(), AuthenticationMethod.of(Authenticator.NONE))
        .readRequest();
  }
}
