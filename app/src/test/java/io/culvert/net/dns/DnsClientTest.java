package io.culvert.net.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** How long the answers of name servers may be cached. */
class DnsClientTest {
  private static final Name NAME = Name.fromConstantString("a.example.");

  private static Duration lifetime(boolean aliased, long... ttls) {
    List<Record> records = new ArrayList<>();
    for (long ttl : ttls) {
      records.add(new ARecord(NAME, DClass.IN, ttl, InetAddress.getLoopbackAddress()));
    }
    return DnsClient.lifetime(records, aliased);
  }

  @Test
  void anAnswerLivesAsLongAsTheFirstOfItsRecords() {
    assertEquals(Duration.ofSeconds(60), lifetime(false, 300, 60));
  }

  @Test
  void anAnswerByWayOfAnAliasLivesTenSecondsAtMost() {
    assertEquals(Duration.ofSeconds(10), lifetime(true, 300));
    assertEquals(Duration.ofSeconds(5), lifetime(true, 5, 300));
  }

  @Test
  void anAnswerWithoutRecordsHasNoLifetime() {
    assertEquals(Duration.ZERO, lifetime(false));
  }
}
