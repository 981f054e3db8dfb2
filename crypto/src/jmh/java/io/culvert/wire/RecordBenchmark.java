package io.culvert.wire;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import com.google.crypto.tink.subtle.StreamSegmentEncrypter;
import io.culvert.crypto.CipherState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** DATA records of a stream past its padded ones: header and body, as the relay moves them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RecordBenchmark {
  /** Opened again and again, for each opens only in its own place. */
  private static final int SEALED_RECORDS = 16;

  private static final int PADDED_RECORDS = 8;
  private static final RecordPadding PADDING = new RecordPadding(new byte[16]);
  private static final int KEY_LENGTH = 32;
  private static final int SEGMENT_LENGTH = StreamSealer.MAX_BODY_LENGTH + CipherState.TAG_LENGTH;

  /** Octets of the body. */
  @Param({"64", "1024", "4096", "16384", "65519"})
  public int length;

  private byte[] handshakeHash;
  private AesGcmHkdfStreaming streaming;
  private ByteBuffer body;
  private ByteBuffer wire;
  private StreamSealer sealer;
  private ByteBuffer sealed;
  private StreamSegmentDecrypter decrypter;
  private ByteBuffer plain;

  @Setup
  public void records() throws GeneralSecurityException, IOException {
    var random = new SecureRandom();
    handshakeHash = random.generateSeed(KEY_LENGTH);
    streaming =
        new AesGcmHkdfStreaming(
            random.generateSeed(KEY_LENGTH), "HmacSha256", KEY_LENGTH, SEGMENT_LENGTH, 0);
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    body = ByteBuffer.wrap(octets);
    wire = ByteBuffer.allocate(StreamSealer.maxSealedLength(length));
    plain = ByteBuffer.allocate(length);
    sealAhead();
  }

  private void sealAhead() throws GeneralSecurityException, IOException {
    StreamSegmentEncrypter encrypter = streaming.newStreamSegmentEncrypter(handshakeHash);
    decrypter = streaming.newStreamSegmentDecrypter();
    decrypter.init(encrypter.getHeader(), handshakeHash);
    var ahead = new StreamSealer(encrypter, PADDING, PADDED_RECORDS);
    sealed = ByteBuffer.allocate(SEALED_RECORDS * wire.capacity());
    for (int i = 0; i < SEALED_RECORDS; i++) {
      ahead.seal(RecordType.DATA, body.rewind(), sealed);
    }
    sealed.flip();
  }

  /** A stream has an end, and an iteration of the smallest records is not far from it. */
  @Setup(Level.Iteration)
  public void anotherStream() throws GeneralSecurityException {
    sealer =
        new StreamSealer(
            streaming.newStreamSegmentEncrypter(handshakeHash), PADDING, PADDED_RECORDS);
  }

  @Benchmark
  public ByteBuffer seal() throws IOException {
    sealer.seal(RecordType.DATA, body.rewind(), wire.clear());
    return wire;
  }

  @Benchmark
  @OperationsPerInvocation(SEALED_RECORDS)
  public ByteBuffer open() throws RecordException {
    var opener = new StreamOpener(decrypter, handshakeHash, 0);
    sealed.rewind();
    for (int i = 0; i < SEALED_RECORDS; i++) {
      opener.openBody(opener.openHeader(sealed), sealed, plain.clear());
    }
    return plain;
  }
}
