package io.culvert.crypto;

import java.security.InvalidKeyException;
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
 * Ephemeral keys travel beside the payloads, not before them: the envelope masks them. The secret
 * of es comes in ready, because it has masked the user's id before.
 */
public final class NoiseHandshake {
  static final String PROTOCOL_NAME = "Noise_NKpsk0_25519_AESGCM_SHA256";

  private final SymmetricState state = new SymmetricState(PROTOCOL_NAME);

  public NoiseHandshake(byte[] prologue, byte[] serverPublicKey) {
    state.mixHash(prologue);
    state.mixHash(serverPublicKey);
  }

  /** The initiator's message 1: psk, e, es. Returns the sealed payload. */
  public byte[] writeMessage1(byte[] psk, byte[] ephemeral, SharedSecret es, byte[] payload) {
    mixMessage1(psk, ephemeral, es);
    return state.encryptAndHash(payload);
  }

  /** The responder's message 1. Returns the opened payload. */
  public byte[] readMessage1(byte[] psk, byte[] ephemeral, SharedSecret es, byte[] sealed)
      throws AEADBadTagException {
    mixMessage1(psk, ephemeral, es);
    return state.decryptAndHash(sealed);
  }

  private void mixMessage1(byte[] psk, byte[] ephemeral, SharedSecret es) {
    state.mixKeyAndHash(psk);
    mixEphemeral(ephemeral);
    state.mixKey(es.bytes());
  }

  /** The responder's message 2: e, ee. Returns the sealed payload. */
  public byte[] writeMessage2(EphemeralKeyPair ephemeral, byte[] peerEphemeral, byte[] payload)
      throws InvalidKeyException {
    mixEphemeral(ephemeral.publicKey());
    mixAgreement(ephemeral, peerEphemeral);
    return state.encryptAndHash(payload);
  }

  /** The initiator's message 2. Returns the opened payload. */
  public byte[] readMessage2(EphemeralKeyPair ephemeral, byte[] peerEphemeral, byte[] sealed)
      throws InvalidKeyException, AEADBadTagException {
    mixEphemeral(peerEphemeral);
    mixAgreement(ephemeral, peerEphemeral);
    return state.decryptAndHash(sealed);
  }

  /** Section 9.2: in a psk handshake an ephemeral key is mixed into the key as well. */
  private void mixEphemeral(byte[] publicKey) {
    state.mixHash(publicKey);
    state.mixKey(publicKey);
  }

  private void mixAgreement(EphemeralKeyPair ephemeral, byte[] peerEphemeral)
      throws InvalidKeyException {
    try (SharedSecret ee = ephemeral.agree(peerEphemeral)) {
      state.mixKey(ee.bytes());
    }
  }

  public byte[] handshakeHash() {
    return state.handshakeHash();
  }

  public byte[] split() {
    return state.split();
  }
}
