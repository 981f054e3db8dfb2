package io.culvert.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.culvert.wire.Envelope;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The Noise core alone against cacophony's vectors. */
class NoiseVectorsTest {
  @Test
  void matchesCacophony() throws Exception {
    int seen = 0;
    for (JsonElement element :
        PublicVectors.read("cacophony_noise.json").getAsJsonArray("vectors")) {
      JsonObject vector = element.getAsJsonObject();
      if (vector.get("protocol_name").getAsString().equals(NoiseHandshake.PROTOCOL_NAME)) {
        check(vector);
        seen++;
      }
    }
    assertEquals(1, seen);
  }

  private static void check(JsonObject vector) throws Exception {
    byte[] serverPrivate = hex(vector, "resp_static");
    byte[] serverPublic = hex(vector, "init_remote_static");
    var clientEphemeral = EphemeralKeyPair.of(hex(vector, "init_ephemeral"));
    var serverEphemeral = EphemeralKeyPair.of(hex(vector, "resp_ephemeral"));
    byte[] psk = HexFormat.of().parseHex(vector.getAsJsonArray("init_psks").get(0).getAsString());
    JsonArray messages = vector.getAsJsonArray("messages");
    assertArrayEquals(serverPublic, X25519.publicKey(serverPrivate));
    var client = new NoiseHandshake(hex(vector, "init_prologue"), serverPublic);
    var server = new NoiseHandshake(hex(vector, "resp_prologue"), serverPublic);
    byte[] e = clientEphemeral.publicKey();
    byte[] re = serverEphemeral.publicKey();

    SharedSecret es = clientEphemeral.agree(serverPublic);
    byte[] sealed1 = client.writeMessage1(psk, e, es, payload(messages, 0));
    assertArrayEquals(ciphertext(messages, 0), Envelope.concat(e, sealed1));
    SharedSecret same = ServerKeyPair.of(serverPrivate).agree(e);
    assertArrayEquals(payload(messages, 0), server.readMessage1(psk, e, same, sealed1));

    byte[] sealed2 = server.writeMessage2(serverEphemeral, e, payload(messages, 1));
    assertArrayEquals(ciphertext(messages, 1), Envelope.concat(re, sealed2));
    assertArrayEquals(payload(messages, 1), client.readMessage2(clientEphemeral, re, sealed2));

    assertArrayEquals(hex(vector, "handshake_hash"), client.handshakeHash());
    assertArrayEquals(hex(vector, "handshake_hash"), server.handshakeHash());
    byte[] keys = client.split();
    assertArrayEquals(keys, server.split());
    CipherState[] directions = {
      new CipherState(Arrays.copyOf(keys, 32)), new CipherState(Arrays.copyOfRange(keys, 32, 64))
    };
    for (int i = 2; i < messages.size(); i++) {
      byte[] sealed = directions[i % 2].encryptWithAd(new byte[0], payload(messages, i));
      assertArrayEquals(ciphertext(messages, i), sealed);
    }
  }

  private static byte[] payload(JsonArray messages, int i) {
    return hex(messages.get(i).getAsJsonObject(), "payload");
  }

  private static byte[] ciphertext(JsonArray messages, int i) {
    return hex(messages.get(i).getAsJsonObject(), "ciphertext");
  }

  private static byte[] hex(JsonObject object, String field) {
    return HexFormat.of().parseHex(object.get(field).getAsString());
  }
}
