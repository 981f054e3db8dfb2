package io.culvert.socks;

import io.culvert.address.Octets;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A message of RFC 1961.
 *
 * <pre>
 * VER 1 | MTYP 1 | LEN 2 | TOKEN 0 to 65535     an abort ends behind MTYP
 * </pre>
 *
 * Tokens are not copied: they are read once and opened by their only owner.
 */
public sealed interface GssapiMessage {
  int VERSION = 0x01;

  /** LEN has two octets. */
  int MAX_TOKEN_LENGTH = 0xffff;

  /** MTYP. */
  int mtyp();

  /** The wire form. */
  byte[] octets();

  /** One that goes on behind MTYP. */
  sealed interface TokenMessage extends GssapiMessage {
    /** TOKEN, not copied. */
    byte[] token();

    @Override
    default byte[] octets() {
      byte[] token = token();
      return ByteBuffer.allocate(4 + token.length)
          .put((byte) VERSION)
          .put((byte) mtyp())
          .putShort((short) token.length)
          .put(token)
          .array();
    }
  }

  /** Section 3.4: a token of the context negotiation; the server's last may be empty. */
  record Authentication(byte[] token) implements TokenMessage {
    private static final int MTYP = 0x01;

    public Authentication {
      checkLength(token);
    }

    @Override
    public int mtyp() {
      return MTYP;
    }
  }

  /**
   * Section 4.3: a protection level, which is one octet within an encapsulated token. The token of
   * the NEC reference implementation and its kind is that octet itself, in clear.
   */
  record ProtectionNegotiation(byte[] token) implements TokenMessage {
    private static final int MTYP = 0x02;

    public ProtectionNegotiation {
      checkLength(token);
    }

    /** Whether the level stands in clear: no encapsulation fits into one octet. */
    public boolean inClear() {
      return token.length == 1;
    }

    @Override
    public int mtyp() {
      return MTYP;
    }
  }

  /** Section 5: user data, encapsulated. */
  record Encapsulated(byte[] token) implements TokenMessage {
    private static final int MTYP = 0x03;

    public Encapsulated {
      checkLength(token);
    }

    @Override
    public int mtyp() {
      return MTYP;
    }
  }

  /** Section 3.8: the server refuses the client. */
  record Abort() implements GssapiMessage {
    private static final int MTYP = 0xff;

    @Override
    public int mtyp() {
      return MTYP;
    }

    @Override
    public byte[] octets() {
      return new byte[] {VERSION, (byte) MTYP};
    }
  }

  /**
   * Reads exactly one message.
   *
   * @throws GssapiException for another version or an unknown MTYP
   */
  static GssapiMessage readFrom(InputStream in) throws IOException {
    return readNext(in).orElseThrow(() -> new EOFException("the peer left"));
  }

  /**
   * Reads exactly one message, or nothing where the stream ends before one.
   *
   * @throws GssapiException for another version or an unknown MTYP
   */
  static Optional<GssapiMessage> readNext(InputStream in) throws IOException {
    int version = in.read();
    if (version < 0) {
      return Optional.empty();
    }
    if (version != VERSION) {
      throw new GssapiException("VER is 01, not %02x".formatted(version));
    }
    int mtyp = Octets.read(in);
    return Optional.of(
        switch (mtyp) {
          case Authentication.MTYP -> new Authentication(token(in));
          case ProtectionNegotiation.MTYP -> new ProtectionNegotiation(token(in));
          case Encapsulated.MTYP -> new Encapsulated(token(in));
          case Abort.MTYP -> new Abort();
          default -> throw new GssapiException("MTYP %02x is unknown".formatted(mtyp));
        });
  }

  private static byte[] token(InputStream in) throws IOException {
    return Octets.read(in, Octets.readShort(in));
  }

  private static void checkLength(byte[] token) {
    if (token.length > MAX_TOKEN_LENGTH) {
      throw new IllegalArgumentException("a token has at most 65535 octets, not " + token.length);
    }
  }
}
