package io.culvert.net.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on UDP for tests: answers from a table, says NXDOMAIN, or stays silent. */
final class NameServer implements AutoCloseable {
  private final DatagramSocket socket;
  private final Map<String, String> addresses;
  private final Set<String> silent;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /**
   * @param addresses by question, such as {@code "both.example. A"}
   * @param silent questions that get no answer
   */
  NameServer(Map<String, String> addresses, Set<String> silent) throws IOException {
    this.addresses = addresses;
    this.silent = silent;
    this.socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().name("test-name-server").start(this::run);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  Queue<String> asked() {
    return asked;
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
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void answer(DatagramPacket packet) throws IOException {
    var bytes = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    var query = new Message(bytes);
    Record question = query.getQuestion();
    String key = question.getName() + " " + Type.string(question.getType());
    asked.add(key);
    if (silent.contains(key)) {
      return;
    }
    byte[] wire = reply(query, question, key).toWire();
    socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
  }

  private Message reply(Message query, Record question, String key) throws IOException {
    var reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.addRecord(question, Section.QUESTION);
    String address = addresses.get(key);
    if (address != null) {
      reply.addRecord(record(question, InetAddress.getByName(address)), Section.ANSWER);
    } else if (addresses.keySet().stream().noneMatch(k -> k.startsWith(question.getName() + " "))) {
      reply.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    return reply;
  }

  private static Record record(Record question, InetAddress address) {
    return question.getType() == Type.A
        ? new ARecord(question.getName(), DClass.IN, 60, address)
        : new AAAARecord(question.getName(), DClass.IN, 60, address);
  }

  @Override
  public void close() {
    socket.close();
  }
}
