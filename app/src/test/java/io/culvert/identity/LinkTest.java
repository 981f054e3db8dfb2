package io.culvert.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.address.HostPort;
import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.ServerPublicKey;
import io.culvert.crypto.UserId;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
  /** 32 times 01, the id 02..09, 32 times ff: encoded by hand with Python's base64 module. */
  private static final String KEYS =
      "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQECAwQFBgcICf__________________________________________";

  private static final String TEXT = "culvert://" + KEYS + "@example.org:8443#ali";

  @Test
  void takesTheKeysApart() {
    Link link = Link.parse(TEXT);
    assertEquals(ServerPublicKey.of(filled(1)), link.serverPublicKey());
    assertEquals(UserId.of(HexFormat.of().parseHex("0203040506070809")), link.userId());
    assertEquals(PresharedKey.of(filled(0xff)), link.presharedKey());
    assertEquals(new HostPort("example.org", 8443), link.server());
    assertEquals("ali", link.name());
  }

  private static byte[] filled(int octet) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) octet);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@example.org:8443#ali",
        "@192.0.2.1:1#a.b-c_9",
        "@[2001:db8::1]:65535#user",
        "@example.org:8443"
      })
  void writesWhatItReads(String rest) {
    assertEquals("culvert://" + KEYS + rest, Link.parse("culvert://" + KEYS + rest).text());
  }

  @Test
  void showsNoKeys() {
    assertEquals("culvert://redacted@example.org:8443#ali", Link.parse(TEXT).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ss://KEYS@h:1#u | the link does not begin with culvert://",
        "culvert://KEYS | the link has no @ between keys and server: was it cut short?",
        "culvert://KEYSA@h:1#u | the link's keys have 97 characters, not 96",
        "culvert://@h:1#u | the link's keys have 0 characters, not 96",
        "culvert://KEYS@h#u | the link's server is wrong: \"h\" has no port",
        "culvert://KEYS@:1#u | the link's server is wrong: the host is missing before the port",
        "culvert://KEYS@h:0#u | the link's port is 0",
        "culvert://KEYS@h:1#u u | a user's name has 1 to 64 letters, digits, dots, hyphens or underscores",
      })
  void saysWhichPartIsWrong(String text, String problem) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Link.parse(text.replace("KEYS", KEYS)));
    assertEquals(problem, e.getMessage());
  }

  @Test
  void refusesKeysThatAreNotBase64urlAndDoesNotRepeatThem() {
    String broken = TEXT.replace("AQECAwQ", "AQE+AwQ");
    var e = assertThrows(IllegalArgumentException.class, () -> Link.parse(broken));
    assertEquals("the link's keys have a character that is not base64url", e.getMessage());
  }

  @Test
  void everyCutIsRefusedOrOnlyLosesTheEndOfPortOrName() {
    for (int length = 0; length < TEXT.length(); length++) {
      String cut = TEXT.substring(0, length);
      if (length > TEXT.indexOf(':', 10) + 1) {
        assertTrue(TEXT.startsWith(Link.parse(cut.endsWith("#") ? cut + "ali" : cut).text()));
      } else {
        var e = assertThrows(IllegalArgumentException.class, () -> Link.parse(cut));
        assertFalse(e.getMessage().contains("AQEB"));
      }
    }
  }
}
