package io.culvert.auth.gss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.culvert.identity.Principal;
import io.culvert.kerberos.GssapiClient;
import io.culvert.kerberos.Kdc;
import io.culvert.kerberos.KerberosUser;
import io.culvert.net.DeadlineExceededException;
import io.culvert.socks.GssapiException;
import io.culvert.socks.GssapiProtection;
import java.io.EOFException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Case 16: which clients are authenticated. The client is the JDK's GSS-API with tickets from a
 * real KDC.
 */
@Timeout(30)
class GssAcceptorTest {
  private static Kdc kdc;
  private static Path keytab;
  private static KerberosUser ali;
  private static GssAcceptor acceptor;

  @BeforeAll
  static void start() throws Exception {
    kdc = Kdc.start("TEST.EXAMPLE");
    kdc.addUser("ali");
    keytab = kdc.addServices("keytab", "rcmd/localhost", "socks/localhost");
    ali = KerberosUser.login(kdc, "ali");
    acceptor = AcceptorRig.acceptor(keytab, GssapiProtection.PROPOSED);
  }

  @AfterAll
  static void stop() throws Exception {
    if (kdc != null) {
      kdc.close();
    }
  }

  private static GSSContext context() throws Exception {
    return ali.newContext("rcmd@localhost");
  }

  private static AcceptorSettings settings(Optional<Principal> service) {
    return new AcceptorSettings(keytab, service, GssapiProtection.PROPOSED, List.of());
  }

  private static void assertAbort(GssapiClient client) throws Exception {
    assertEquals(0xff, client.receive().mtyp());
  }

  @Test
  void theClientHasTheNameThatTheKdcGaveIt() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      assertEquals("ali@TEST.EXAMPLE", rig.agree(ali, 1).client().toString());
    }
  }

  @Test
  void anyServiceOfTheKeytabIsAccepted() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      assertEquals(1, rig.client.authenticate(ali, ali.newContext("socks@localhost")));
      assertEquals(2, rig.client.proposeLevel(2));
      rig.session();
    }
  }

  @Test
  void onlyTheNamedServiceIsAccepted() throws Exception {
    var service = Principal.parse("socks/localhost@TEST.EXAMPLE");
    GssAcceptor strict = GssAcceptor.of(settings(Optional.of(service)));
    try (var rig = AcceptorRig.start(strict)) {
      rig.client.authenticate(ali, ali.newContext("socks@localhost"));
      assertEquals(0, rig.client.proposeLevel(0));
      rig.session();
    }
    try (var rig = AcceptorRig.start(strict)) {
      GSSContext rcmd = context();
      rig.client.send(1, ali.step(rcmd, new byte[0]));
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @ParameterizedTest
  @CsvSource({
    // policy, proposed, answered
    "PROPOSED, 0, 0",
    "PROPOSED, 1, 1",
    "PROPOSED, 2, 2",
    "PROPOSED, 3, 3",
    "PROPOSED, 9, 1",
    "NONE, 0, 0",
    "NONE, 1, 0",
    "NONE, 2, 0",
    "NONE, 3, 0",
    "NONE, 4, 0",
    "INTEGRITY, 0, 1",
    "INTEGRITY, 1, 1",
    "INTEGRITY, 2, 2",
    "INTEGRITY, 3, 3",
    "INTEGRITY, 255, 1",
    "CONFIDENTIALITY, 0, 2",
    "CONFIDENTIALITY, 1, 2",
    "CONFIDENTIALITY, 2, 2",
    "CONFIDENTIALITY, 3, 2",
    "CONFIDENTIALITY, 4, 2",
  })
  void theOperatorSaysHowAProposalIsAnswered(GssapiProtection policy, int proposed, int answered)
      throws Exception {
    try (var rig = AcceptorRig.start(AcceptorRig.acceptor(keytab, policy))) {
      assertEquals(1, rig.client.authenticate(ali, context()));
      assertEquals(answered, rig.client.proposeLevel(proposed));
      rig.session();
    }
  }

  @ParameterizedTest
  @CsvSource({"PROPOSED, 0, 0", "PROPOSED, 2, 2", "INTEGRITY, 0, 1", "NONE, 2, 0"})
  void aProposalInClearIsAnsweredInClear(GssapiProtection policy, byte proposed, byte answered)
      throws Exception {
    try (var rig = AcceptorRig.start(AcceptorRig.acceptor(keytab, policy))) {
      rig.client.authenticate(ali, context());
      rig.client.send(2, new byte[] {proposed});
      GssapiClient.Message answer = rig.client.receive();
      assertEquals(2, answer.mtyp());
      assertArrayEquals(new byte[] {answered}, answer.token());
      rig.session();
    }
  }

  @Test
  void aContextWithoutConfidentialityGetsIntegrity() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      GSSContext context = context();
      context.requestConf(false);
      rig.client.authenticate(ali, context);
      assertEquals(1, rig.client.proposeLevel(3));
    }
  }

  @Test
  void aContextBelowTheMinimumIsRefused() throws Exception {
    GssAcceptor confidential = AcceptorRig.acceptor(keytab, GssapiProtection.CONFIDENTIALITY);
    try (var rig = AcceptorRig.start(confidential)) {
      GSSContext context = context();
      context.requestConf(false);
      rig.client.authenticate(ali, context);
      rig.client.send(2, rig.client.wrap(new byte[] {2}));
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @Test
  void aContextThatLetsMessagesBeRepeatedIsNotProtected() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      GSSContext context = context();
      context.requestReplayDet(false);
      context.requestSequenceDet(false);
      rig.client.authenticate(ali, context);
      rig.client.send(2, rig.client.wrap(new byte[] {1}));
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @Test
  void aPrincipalThatIsNotAllowedGetsNoToken() throws Exception {
    GssAcceptor others =
        AcceptorRig.acceptor(
            keytab, GssapiProtection.PROPOSED, Principal.parse("bea@TEST.EXAMPLE"));
    try (var rig = AcceptorRig.start(others)) {
      rig.client.send(1, ali.step(context(), new byte[0]));
      GssapiException refused = assertInstanceOf(GssapiException.class, rig.failure());
      rig.server.output().write(refused.answer());
      assertAbort(rig.client);
    }
  }

  @Test
  void aRecordedFirstTokenIsRefused() throws Exception {
    byte[] token = ali.step(context(), new byte[0]);
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.send(1, token);
      assertEquals(1, rig.client.receive().mtyp());
    }
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.send(1, token);
      assertInstanceOf(GssapiException.class, rig.failure());
    }
    try (var rig = AcceptorRig.start(AcceptorRig.acceptor(keytab, GssapiProtection.PROPOSED))) {
      rig.client.send(1, token);
      assertInstanceOf(GssapiException.class, rig.failure(), "by another acceptor too");
    }
  }

  /**
   * Kerberos does not encrypt some options; a change of them must not change the client's identity.
   */
  @Test
  void aChangedTokenMakesNobodyElse() throws Exception {
    byte[] token = ali.step(context(), new byte[0]);
    var random = new Random(1961);
    GSSManager manager = GSSManager.getInstance();
    GSSCredential credential = KeytabCredential.load(manager, settings(Optional.empty()));
    for (int i = 0; i < 500; i++) {
      byte[] changed = Arrays.copyOf(token, i % 2 == 0 ? token.length : random.nextInt(200) + 1);
      changed[random.nextInt(i % 3 == 0 ? changed.length : 80) % changed.length] ^=
          (byte) (1 + random.nextInt(255));
      assertNobodyElse(new SecurityContext(manager.createContext(credential)), changed);
    }
  }

  private static void assertNobodyElse(SecurityContext context, byte[] token) throws Exception {
    try {
      context.accept(token);
      assertEquals("ali@TEST.EXAMPLE", context.client().toString());
    } catch (GssapiException e) {
      // Refused.
    }
  }

  @Test
  void aChangedProposalIsRefused() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.authenticate(ali, context());
      byte[] token = rig.client.wrap(new byte[] {2});
      token[token.length - 1] ^= 1;
      rig.client.send(2, token);
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @ParameterizedTest
  @CsvSource({"'0102'", "''"})
  void aProposalIsOneOctet(String hex) throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.authenticate(ali, context());
      rig.client.send(2, rig.client.wrap(HexFormat.of().parseHex(hex)));
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "3", "4"})
  void onlyAnAuthenticationTokenComesFirst(int mtyp) throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.send(mtyp, ali.step(context(), new byte[0]));
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void onlyAProposalComesSecond(int mtyp) throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.authenticate(ali, context());
      rig.client.send(mtyp, rig.client.wrap(new byte[] {1}));
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @Test
  void aClientThatAbortsIsNotAnswered() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.write(new byte[] {1, (byte) 0xff});
      assertInstanceOf(GssapiException.class, rig.failure());
    }
  }

  @Test
  void aClientThatLeavesIsNoMistakeOfItsMessages() throws Exception {
    try (var rig = AcceptorRig.start(acceptor)) {
      rig.client.write(new byte[] {1, 1, 0, 9, 1});
      rig.client.socket().shutdownOutput();
      assertInstanceOf(EOFException.class, rig.failure());
    }
  }

  @Test
  void aClientThatFallsSilentMeetsTheDeadline() throws Exception {
    try (var rig = AcceptorRig.start(Duration.ofMillis(300), acceptor)) {
      rig.client.authenticate(ali, context());
      assertInstanceOf(DeadlineExceededException.class, rig.failure());
    }
  }
}
