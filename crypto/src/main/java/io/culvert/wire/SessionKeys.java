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
  private static final byte[] STREAM_LABEL = "culvert/2 stream".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_SEGMENT_LENGTH =
      StreamSealer.MAX_BODY_LENGTH + CipherState.TAG_LENGTH;

  private final byte[] sessionHash;
  private final byte[] sealKey;
  private final byte[] openKey;

  private SessionKeys(byte[] sessionHash, byte[] sealKey, byte[] openKey) {
    this.sessionHash = sessionHash;
    this.sealKey = sealKey;
    this.openKey = openKey;
  }

  static SessionKeys ofInitiator(NoiseHandshake noise, byte[] message2Head) {
    byte[] keys = noise.split();
    return new SessionKeys(sessionHash(noise, message2Head), first(keys), second(keys));
  }

  static SessionKeys ofResponder(NoiseHandshake noise, byte[] message2Head) {
    byte[] keys = noise.split();
    return new SessionKeys(sessionHash(noise, message2Head), second(keys), first(keys));
  }

  /** Noise has no place for message 2's head, so that it joins the transcript here. */
  private static byte[] sessionHash(NoiseHandshake noise, byte[] message2Head) {
    return Kdf.sha256(noise.handshakeHash(), message2Head);
  }

  private static byte[] first(byte[] keys) {
    return Arrays.copyOf(keys, Kdf.HASH_LENGTH);
  }

  private static byte[] second(byte[] keys) {
    return Arrays.copyOfRange(keys, Kdf.HASH_LENGTH, keys.length);
  }

  /** Names the connection to whoever knows both ends: the first octets of the session hash. */
  public long connectionId() {
    return ByteBuffer.wrap(sessionHash).getLong();
  }

  /** This side's outgoing half of stream {@code index}; to be asked for once. */
  public StreamSealer sealer(long index) {
    byte[] derived = derive(sealKey, index, Kdf.HASH_LENGTH + RecordPadding.SEED_LENGTH);
    var padding = new RecordPadding(second(derived));
    try {
      return new StreamSealer(
          streaming(first(derived)).newStreamSegmentEncrypter(sessionHash), padding);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink refused a derived key", e);
    }
  }

  /** This side's incoming half of stream {@code index}. */
  public StreamOpener opener(long index) {
    byte[] ikm = derive(openKey, index, Kdf.HASH_LENGTH);
    try {
      return new StreamOpener(streaming(ikm).newStreamSegmentDecrypter(), sessionHash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink refused a derived key", e);
    }
  }

  /** The stream's own key, and behind it, if more is asked for, the seed of its padding. */
  private static byte[] derive(byte[] directionKey, long index, int length) {
    byte[] info =
        ByteBuffer.allocate(STREAM_LABEL.length + Long.BYTES)
            .put(STREAM_LABEL)
            .putLong(index)
            .array();
    return Kdf.hkdf(new byte[0], directionKey, info, length);
  }

  private static AesGcmHkdfStreaming streaming(byte[] ikm) throws GeneralSecurityException {
    return new AesGcmHkdfStreaming(ikm, "HmacSha256", Kdf.HASH_LENGTH, MAX_SEGMENT_LENGTH, 0);
  }

  @Override
  public void close() {
    Arrays.fill(sealKey, (byte) 0);
    Arrays.fill(openKey, (byte) 0);
  }
}
