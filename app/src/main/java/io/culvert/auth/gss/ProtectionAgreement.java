package io.culvert.auth.gss;

import io.culvert.socks.GssapiException;
import io.culvert.socks.GssapiMessage;
import io.culvert.socks.GssapiMessage.ProtectionNegotiation;
import io.culvert.socks.GssapiProtection;
import io.culvert.socks.ProtectionLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.ietf.jgss.MessageProp;

/**
 * The sub-negotiation of RFC 1961 section 4: the client proposes a protection level, and the server
 * chooses one. A proposal in clear is answered in clear; the NEC reference implementation and, on
 * request, curl send such proposals. An attacker who changes one cannot lower the level below the
 * operator's minimum, and the two ends then disagree on the level.
 */
final class ProtectionAgreement {
  private final SecurityContext context;
  private final GssapiProtection policy;

  ProtectionAgreement(SecurityContext context, GssapiProtection policy) {
    this.context = context;
    this.policy = policy;
  }

  /** Blocks for the proposal. The returned level applies to every octet after it. */
  ProtectionLevel negotiate(InputStream in, OutputStream out) throws IOException {
    GssapiMessage message = GssapiMessage.readFrom(in);
    if (!(message instanceof ProtectionNegotiation proposal)) {
      throw new GssapiException("MTYP is 02, not %02x".formatted(message.mtyp()));
    }
    ProtectionLevel level = feasible(policy.answer(proposed(proposal)));
    out.write(answer(proposal, level).octets());
    return level;
  }

  private ProtectionLevel proposed(ProtectionNegotiation proposal) throws GssapiException {
    byte[] octets =
        proposal.inClear()
            ? proposal.token()
            : context.unwrap(proposal.token(), new MessageProp(false));
    if (octets.length != 1) {
      throw new GssapiException("a protection level is one octet, not " + octets.length);
    }
    return new ProtectionLevel(octets[0] & 0xff);
  }

  /** Lowers the level to one that the context supports. */
  private ProtectionLevel feasible(ProtectionLevel level) throws GssapiException {
    if (level.equals(ProtectionLevel.NONE) || context.protectsConfidentiality()) {
      return level;
    }
    if (!context.protectsIntegrity() || policy == GssapiProtection.CONFIDENTIALITY) {
      throw new GssapiException("the client's context cannot protect messages");
    }
    return ProtectionLevel.INTEGRITY;
  }

  private ProtectionNegotiation answer(ProtectionNegotiation proposal, ProtectionLevel level)
      throws GssapiException {
    byte[] octet = {(byte) level.code()};
    return new ProtectionNegotiation(proposal.inClear() ? octet : context.wrap(octet, 0, 1, false));
  }
}
