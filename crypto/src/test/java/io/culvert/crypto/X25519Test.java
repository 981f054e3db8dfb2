package io.culvert.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class X25519Test {
  /** The JDK clamps in place; a server's static key serves many handshakes. */
  @Test
  void leavesThePrivateKeyAsItIs() throws Exception {
    byte[] key = new byte[X25519.LENGTH];
    Arrays.fill(key, (byte) 0xff);
    byte[] same = key.clone();

    X25519.agree(key, X25519.publicKey(key));

    assertArrayEquals(same, key);
  }
}
