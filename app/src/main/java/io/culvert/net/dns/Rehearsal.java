package io.culvert.net.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;

/**
 * Asks one question of a socket in this process and answers it, so that dnsjava's classes are
 * loaded: a process's first question takes some hundred milliseconds, its second takes one. No
 * octet leaves the loopback. Blocks its thread.
 */
final class Rehearsal {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Name NAME = Name.fromConstantString("rehearsal.invalid.");
  private static final int LONGEST = 1_232;

  private Rehearsal() {}

  static void run() throws IOException {
    try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) LIMIT.toMillis());
      var resolver = new SimpleResolver((InetSocketAddress) server.getLocalSocketAddress());
      resolver.setTimeout(LIMIT);
      var session = LookupSession.builder().resolver(new ExtendedResolver(List.of(resolver)));
      var answer = session.build().lookupAsync(NAME, Type.A, DClass.IN).toCompletableFuture();
      var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
      server.receive(packet);
      byte[] octets = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
      server.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
      answer.handle((found, failure) -> found).join(); // Whatever came, the classes are loaded.
    }
  }

  private static byte[] answer(Message query) {
    var answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    answer.addRecord(
        new ARecord(NAME, DClass.IN, 0, InetAddress.getLoopbackAddress()), Section.ANSWER);
    return answer.toWire();
  }
}
