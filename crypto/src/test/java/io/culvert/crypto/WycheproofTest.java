package io.culvert.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.culvert.wire.Envelope;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Predicate;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What this module computes, against C2SP's Wycheproof vectors. */
class WycheproofTest {
  @FunctionalInterface
  private interface Check {
    void on(JsonObject group, JsonObject vector) throws Exception;
  }

  /** Runs every vector of the groups wanted; a count guards against a file that says less. */
  private static void forEach(String file, int count, Predicate<JsonObject> wanted, Check check)
      throws Exception {
    int seen = 0;
    for (JsonElement element : PublicVectors.read(file).getAsJsonArray("testGroups")) {
      JsonObject group = element.getAsJsonObject();
      if (wanted.test(group)) {
        for (JsonElement vector : group.getAsJsonArray("tests")) {
          check.on(group, vector.getAsJsonObject());
          seen++;
        }
      }
    }
    assertEquals(count, seen, file);
  }

  private static byte[] hex(JsonObject object, String field) {
    return HexFormat.of().parseHex(object.get(field).getAsString());
  }

  private static String name(JsonObject vector) {
    return "tcId " + vector.get("tcId") + " " + vector.get("comment");
  }

  private static boolean valid(JsonObject vector) {
    return !vector.get("result").getAsString().equals("invalid");
  }

  private static boolean flagged(JsonObject vector, String flag) {
    return vector.getAsJsonArray("flags").toString().contains('"' + flag + '"');
  }

  @Test
  void x25519() throws Exception {
    forEach("wycheproof_x25519.json", 518, group -> true, (group, vector) -> agreement(vector));
  }

  private static void agreement(JsonObject vector) throws InvalidKeyException {
    byte[] privateKey = hex(vector, "private");
    byte[] publicKey = hex(vector, "public");
    if (flagged(vector, "ZeroSharedSecret")) {
      assertThrows(
          InvalidKeyException.class, () -> X25519.agree(privateKey, publicKey), name(vector));
    } else {
      assertArrayEquals(
          hex(vector, "shared"), X25519.agree(privateKey, publicKey), () -> name(vector));
    }
  }

  @Test
  void aes256Gcm() throws Exception {
    forEach(
        "wycheproof_aes_gcm.json",
        66,
        group -> group.get("keySize").getAsInt() == 256 && group.get("ivSize").getAsInt() == 96,
        (group, vector) -> aead(vector));
  }

  private static void aead(JsonObject vector) throws Exception {
    var key = new SecretKeySpec(hex(vector, "key"), "AES");
    byte[] nonce = hex(vector, "iv");
    byte[] ad = hex(vector, "aad");
    byte[] plaintext = hex(vector, "msg");
    byte[] sealed = Envelope.concat(hex(vector, "ct"), hex(vector, "tag"));
    Cipher opening = CipherState.cipher(Cipher.DECRYPT_MODE, key, nonce, ad);
    if (valid(vector)) {
      Cipher sealing = CipherState.cipher(Cipher.ENCRYPT_MODE, key, nonce, ad);
      assertArrayEquals(sealed, sealing.doFinal(plaintext), () -> name(vector));
      assertArrayEquals(plaintext, opening.doFinal(sealed), () -> name(vector));
    } else {
      assertThrows(AEADBadTagException.class, () -> opening.doFinal(sealed), name(vector));
    }
  }

  @Test
  void hkdfSha256() throws Exception {
    forEach("wycheproof_hkdf_sha256.json", 86, group -> true, (group, vector) -> hkdf(vector));
  }

  private static void hkdf(JsonObject vector) {
    byte[] salt = hex(vector, "salt");
    byte[] ikm = hex(vector, "ikm");
    byte[] info = hex(vector, "info");
    int size = vector.get("size").getAsInt();
    if (valid(vector)) {
      assertArrayEquals(hex(vector, "okm"), Kdf.hkdf(salt, ikm, info, size), () -> name(vector));
    } else {
      assertThrows(
          IllegalStateException.class, () -> Kdf.hkdf(salt, ikm, info, size), name(vector));
    }
  }

  @Test
  void hmacSha256() throws Exception {
    forEach("wycheproof_hmac_sha256.json", 174, group -> true, WycheproofTest::hmac);
  }

  private static void hmac(JsonObject group, JsonObject vector) {
    byte[] message = hex(vector, "msg");
    byte[] whole =
        Kdf.hmac(
            hex(vector, "key"),
            Arrays.copyOf(message, message.length / 2),
            Arrays.copyOfRange(message, message.length / 2, message.length));
    byte[] tag = Arrays.copyOf(whole, group.get("tagSize").getAsInt() / 8);
    if (valid(vector)) {
      assertArrayEquals(hex(vector, "tag"), tag, () -> name(vector));
    } else {
      assertFalse(Arrays.equals(hex(vector, "tag"), tag), () -> name(vector));
    }
  }
}
