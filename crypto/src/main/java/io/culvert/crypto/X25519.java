package io.culvert.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.XECKey;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748) by the JDK, on raw 32-octet little-endian keys. */
public final class X25519 {
  public static final int LENGTH = 32;

  private static final String ALGORITHM = "X25519";
  private static final Provider PROVIDER = provider();
  private static final byte[] BASE_POINT = new byte[LENGTH];

  static {
    BASE_POINT[0] = 9;
  }

  private X25519() {}

  /** What a key agreement takes of a key; a key factory's would be encoded in DER too. */
  private abstract static class RawKey implements XECKey, Key {
    private static final long serialVersionUID = 1L;

    @Override
    public AlgorithmParameterSpec getParams() {
      return NamedParameterSpec.X25519;
    }

    @Override
    public String getAlgorithm() {
      return ALGORITHM;
    }

    @Override
    public String getFormat() {
      return null;
    }

    @Override
    public byte[] getEncoded() {
      return null;
    }
  }

  private static final class PrivateKey extends RawKey implements XECPrivateKey {
    private static final long serialVersionUID = 1L;

    private final byte[] scalar;

    PrivateKey(byte[] scalar) {
      this.scalar = scalar;
    }

    /** A copy: the key agreement clamps (RFC 7748 section 5) what it is given. */
    @Override
    public Optional<byte[]> getScalar() {
      return Optional.of(scalar.clone());
    }
  }

  private static final class PublicKey extends RawKey implements XECPublicKey {
    private static final long serialVersionUID = 1L;

    private final BigInteger u;

    PublicKey(BigInteger u) {
      this.u = u;
    }

    @Override
    public BigInteger getU() {
      return u;
    }
  }

  private static Provider provider() {
    try {
      return KeyAgreement.getInstance(ALGORITHM).getProvider();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has X25519", e);
    }
  }

  public static byte[] privateKey(SecureRandom random) {
    byte[] key = new byte[LENGTH];
    random.nextBytes(key);
    return key;
  }

  static byte[] publicKey(byte[] privateKey) {
    try {
      return agree(privateKey, BASE_POINT);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the base point has the full order", e);
    }
  }

  /**
   * @throws InvalidKeyException if the public key is a point of small order, so that the result
   *     would be all zero
   */
  public static byte[] agree(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM, PROVIDER);
      agreement.init(new PrivateKey(privateKey));
      agreement.doPhase(new PublicKey(coordinate(publicKey)), true);
      return agreement.generateSecret();
    } catch (InvalidKeyException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has X25519", e);
    }
  }

  /** RFC 7748 section 5: little-endian, the most significant bit masked. */
  private static BigInteger coordinate(byte[] littleEndian) {
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[i] = littleEndian[LENGTH - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    return new BigInteger(1, bigEndian);
  }
}
