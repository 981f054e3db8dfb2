package io.culvert.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A DNS server on UDP (RFC 1035 section 4.1): answers A and AAAA from a table, as late as the test
 * says, or never; NXDOMAIN for other names. Records may not be cached, unless the test says so:
 * their time to live is 0.
 */
public final class TestNameServer implements AutoCloseable {
  /** A delay that no test waits for: the question gets no answer until {@link #release}. */
  public static final Duration NEVER = Duration.ofDays(1);

  private static final int A = 1;
  private static final int AAAA = 28;

  /** One question as it came in, its name without the final dot. */
  public record Question(String name, int type, long nanoTime) {
    public boolean isAaaa() {
      return type == AAAA;
    }
  }

  /** How late a question is answered, by its type and how often it was asked before. */
  private interface Delays {
    Duration of(Question question, int round);
  }

  /** What a name has, by how often it was asked for before. */
  private record Entry(IntFunction<List<String>> addresses, Delays delays) {
    static final Entry NONE = new Entry(round -> List.of(), (question, round) -> Duration.ZERO);
  }

  private final DatagramSocket socket;
  private final Map<String, Entry> table = new ConcurrentHashMap<>();
  private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
  private final Queue<DatagramPacket> unanswered = new ConcurrentLinkedQueue<>();
  private volatile int ttl;

  public TestNameServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("test-name-server").start(this::run);
  }

  /** As a value of {@code dns.servers}. */
  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  public InetSocketAddress socketAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  public int port() {
    return socket.getLocalPort();
  }

  public Queue<Question> asked() {
    return asked;
  }

  public List<Question> asked(String name) {
    return asked.stream().filter(question -> question.name().equalsIgnoreCase(name)).toList();
  }

  public TestNameServer add(String name, String... addresses) {
    return add(name, Duration.ZERO, Duration.ZERO, addresses);
  }

  public TestNameServer add(String name, Duration aaaaDelay, Duration aDelay, String... addresses) {
    List<String> all = List.of(addresses);
    table.put(
        name, new Entry(round -> all, (question, round) -> question.isAaaa() ? aaaaDelay : aDelay));
    return this;
  }

  /** A name whose first question of each type is lost. */
  public TestNameServer addLossy(String name, String... addresses) {
    List<String> all = List.of(addresses);
    table.put(
        name, new Entry(round -> all, (question, round) -> round == 0 ? NEVER : Duration.ZERO));
    return this;
  }

  /** A name that has another address each time: the last one from then on. */
  public TestNameServer addRebinding(String name, String... addresses) {
    IntFunction<List<String>> turn =
        round -> List.of(addresses[Math.min(round, addresses.length - 1)]);
    table.put(name, new Entry(turn, (question, round) -> Duration.ZERO));
    return this;
  }

  /** The seconds that records may be cached from now on. */
  public void ttl(int seconds) {
    ttl = seconds;
  }

  /** Answers all questions that had no answer so far. */
  public void release() {
    for (var answer = unanswered.poll(); answer != null; answer = unanswered.poll()) {
      send(answer);
    }
  }

  private void run() {
    try {
      while (true) {
        var packet = new DatagramPacket(new byte[1500], 1500);
        socket.receive(packet);
        answer(packet);
      }
    } catch (SocketException e) {
      // Closed: the test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(DatagramPacket query) {
    byte[] octets = Arrays.copyOf(query.getData(), query.getLength());
    Question question = question(octets);
    int round =
        (int) asked(question.name()).stream().filter(q -> q.type() == question.type()).count();
    asked.add(question);
    Entry entry = table.getOrDefault(question.name().toLowerCase(Locale.ROOT), Entry.NONE);
    byte[] reply = reply(octets, entry == Entry.NONE ? 3 : 0, records(question, entry, round));
    var answer = new DatagramPacket(reply, reply.length, query.getSocketAddress());
    Duration delay = entry.delays().of(question, round);
    if (delay.equals(NEVER)) {
      unanswered.add(answer);
    } else {
      CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> send(answer));
    }
  }

  private void send(DatagramPacket packet) {
    try {
      socket.send(packet);
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<InetAddress> records(Question question, Entry entry, int round) {
    int length = question.isAaaa() ? 16 : question.type() == A ? 4 : 0;
    return entry.addresses().apply(round).stream()
        .map(TestNameServer::literal)
        .filter(address -> address.getAddress().length == length)
        .toList();
  }

  private static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Question question(byte[] query) {
    var in = ByteBuffer.wrap(query).position(12);
    var name = new StringBuilder();
    for (int length = in.get(); length > 0; length = in.get()) {
      byte[] label = new byte[length];
      in.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.ISO_8859_1));
    }
    return new Question(name.toString(), in.getShort(), System.nanoTime());
  }

  /** The question as it was asked, and the records; what else the query held is left out. */
  private byte[] reply(byte[] query, int rcode, List<InetAddress> addresses) {
    int end = 12;
    while (query[end] != 0) {
      end += 1 + query[end];
    }
    end += 5;
    var out = ByteBuffer.allocate(end + addresses.size() * 28);
    out.put(query, 0, 2).putShort((short) (0x8180 | rcode)).putShort((short) 1);
    out.putShort((short) addresses.size()).putInt(0).put(query, 12, end - 12);
    for (InetAddress address : addresses) {
      byte[] data = address.getAddress();
      out.putShort((short) 0xc00c).putShort((short) (data.length == 4 ? A : AAAA));
      out.putShort((short) 1).putInt(ttl).putShort((short) data.length).put(data);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  @Override
  public void close() {
    socket.close();
  }
}
