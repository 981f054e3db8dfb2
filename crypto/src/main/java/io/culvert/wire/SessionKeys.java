package io.culvert.wire;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.culvert.crypto.CipherState;
import io.culvert.crypto.Kdf;
import io.culvert.crypto.NoiseHandshake;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * What a finished handshake leaves to one side: a key for each direction, from which every stream
 * gets its own. Thread-safe until closed.
 */
public final class SessionKeys implements AutoCloseable {
  private static final byte[] STREAM_LABEL = "culvert/1 stream".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_SEGMENT_LENGTH =
      StreamSealer.MAX_BODY_LENGTH + CipherState.TAG_LENGTH;

  private final byte[] handshakeHash;
  private final byte[] sealKey;
  private final byte[] openKey;

  private SessionKeys(byte[] handshakeHash, byte[] sealKey, byte[] openKey) {
    this.handshakeHash = handshakeHash;
    this.sealKey = sealKey;
    this.openKey = openKey;
  }

  static SessionKeys ofInitiator(NoiseHandshake noise) {
    byte[] keys = noise.split();
    return new SessionKeys(noise.handshakeHash(), first(keys), second(keys));
  }

  static SessionKeys ofResponder(NoiseHandshake noise) {
    byte[] keys = noise.split();
    return new SessionKeys(noise.handshakeHash(), second(keys), first(keys));
  }

  private static byte[] first(byte[] keys) {
    return Arrays.copyOf(keys, Kdf.HASH_LENGTH);
  }

  private static byte[] second(byte[] keys) {
    return Arrays.copyOfRange(keys, Kdf.HASH_LENGTH, keys.length);
  }

  /** Names the connection to whoever knows both ends: the first octets of the handshake's hash. */
  public long connectionId() {
    return ByteBuffer.wrap(handshakeHash).getLong();
  }

  /** This side's outgoing half of stream {@code index}; to be asked for once. */
  public StreamSealer sealer(long index) {
    try {
      return new StreamSealer(streaming(sealKey, index).newStreamSegmentEncrypter(handshakeHash));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink refused a derived key", e);
    }
  }

  /** This side's incoming half of stream {@code index}. */
  public StreamOpener opener(long index) {
    try {
      return new StreamOpener(streaming(openKey, index).newStreamSegmentDecrypter(), handshakeHash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink refused a derived key", e);
    }
  }

  private static AesGcmHkdfStreaming streaming(byte[] directionKey, long index)
      throws GeneralSecurityException {
    byte[] info =
        ByteBuffer.allocate(STREAM_LABEL.length + Long.BYTES)
            .put(STREAM_LABEL)
            .putLong(index)
            .array();
    byte[] ikm = Kdf.hkdf(new byte[0], directionKey, info, Kdf.HASH_LENGTH);
    return new AesGcmHkdfStreaming(ikm, "HmacSha256", Kdf.HASH_LENGTH, MAX_SEGMENT_LENGTH, 0);
  }

  @Override
  public void close() {
    Arrays.fill(sealKey, (byte) 0);
    Arrays.fill(openKey, (byte) 0);
  }
}
