package io.culvert.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class UserIdTest {
  @Test
  void hasEightOctets() {
    byte[] octets = {0, 1, 2, 3, 4, 5, 6, 7};
    assertEquals(new UserId(0x0001020304050607L), UserId.of(octets));
    assertEquals("0001020304050607", UserId.of(octets).toString());
    for (int length : new int[] {0, 7, 9}) {
      byte[] wrong = new byte[length];
      assertThrows(IllegalArgumentException.class, () -> UserId.of(wrong));
    }
  }
}
