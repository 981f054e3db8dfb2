package io.culvert.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.culvert.crypto.PresharedKey;
import io.culvert.crypto.UserId;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserTest {
  private static final PresharedKey KEY = PresharedKey.generate(new SecureRandom());
  private static final User ALI = new User("ali", new UserId(1), KEY);

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a#b", "ä", "a/b", "a\n"})
  void refusesNamesThatALinkCouldNotCarry(String name) {
    assertThrows(IllegalArgumentException.class, () -> new User(name, new UserId(1), KEY));
  }

  @Test
  void acceptsANameOf64CharactersAndRefusesOneMore() {
    assertEquals(64, new User("a".repeat(64), new UserId(1), KEY).name().length());
    assertThrows(
        IllegalArgumentException.class, () -> new User("a".repeat(65), new UserId(1), KEY));
  }

  @Test
  void showsNoKey() {
    assertFalse(ALI.toString().contains(Base64.getUrlEncoder().encodeToString(KEY.bytes())));
    assertEquals(
        "User[name=ali, id=0000000000000001, presharedKey=PresharedKey[redacted]]", ALI.toString());
  }
}
