package io.culvert.crypto;

import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;

/**
 * {@code Noise_NKpsk0_25519_AESGCM_SHA256} (Noise rev. 34), one side, one use, one thread:
 *
 * <pre>
 *   <- s
 *   ...
 *   -> psk, e, es
 *   <- e, ee
 * </pre>
 *
 * Ephemeral keys travel beside the payloads, not before them: the envelope masks them.
 */
public final class NoiseHandshake {
  static final String PROTOCOL_NAME = "Noise_NKpsk0_25519_AESGCM_SHA256";

  private final SymmetricState state = new SymmetricState(PROTOCOL_NAME);

  public NoiseHandshake(byte[] prologue, byte[] serverPublicKey) {
    state.mixHash(prologue);
    state.mixHash(serverPublicKey);
  }

  /** The initiator's message 1: psk, e, es. Returns the sealed payload. */
  public byte[] writeMessage1(
      byte[] psk, EphemeralKeyPair ephemeral, byte[] serverPublicKey, byte[] payload)
      throws InvalidKeyException {
    state.mixKeyAndHash(psk);
    mixEphemeral(ephemeral.publicKey());
    mixAgreement(ephemeral.privateKey(), serverPublicKey);
    return state.encryptAndHash(payload);
  }

  /** The responder's message 1. Returns the opened payload. */
  public byte[] readMessage1(
      byte[] psk, byte[] ephemeralPublic, byte[] serverPrivateKey, byte[] sealed)
      throws InvalidKeyException, AEADBadTagException {
    state.mixKeyAndHash(psk);
    mixEphemeral(ephemeralPublic);
    mixAgreement(serverPrivateKey, ephemeralPublic);
    return state.decryptAndHash(sealed);
  }

  /** The responder's message 2: e, ee. Returns the sealed payload. */
  public byte[] writeMessage2(EphemeralKeyPair ephemeral, byte[] peerEphemeral, byte[] payload)
      throws InvalidKeyException {
    mixEphemeral(ephemeral.publicKey());
    mixAgreement(ephemeral.privateKey(), peerEphemeral);
    return state.encryptAndHash(payload);
  }

  /** The initiator's message 2. Returns the opened payload. */
  public byte[] readMessage2(EphemeralKeyPair ephemeral, byte[] peerEphemeral, byte[] sealed)
      throws InvalidKeyException, AEADBadTagException {
    mixEphemeral(peerEphemeral);
    mixAgreement(ephemeral.privateKey(), peerEphemeral);
    return state.decryptAndHash(sealed);
  }

  /** Section 9.2: in a psk handshake an ephemeral key is mixed into the key as well. */
  private void mixEphemeral(byte[] publicKey) {
    state.mixHash(publicKey);
    state.mixKey(publicKey);
  }

  private void mixAgreement(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
    byte[] shared = X25519.agree(privateKey, publicKey);
    state.mixKey(shared);
    Arrays.fill(shared, (byte) 0);
  }

  public byte[] handshakeHash() {
    return state.handshakeHash();
  }

  public byte[] split() {
    return state.split();
  }
}
