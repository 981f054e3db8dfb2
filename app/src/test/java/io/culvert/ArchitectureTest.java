package io.culvert;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may use which, held over the class files of all modules. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.culvert");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crypto", "wire", "address", "socks", "http", "runtime", "runtime.carrier", "net",
            "net.dns",
        "relay", "tunnel", "identity", "auth", "auth.gss", "local", "server", "config", "metrics",
        "admin", "assembly", "bench"
      })
  void everyPackageIsSeen(String name) {
    assertTrue(
        CLASSES.stream().anyMatch(type -> type.getPackageName().equals("io.culvert." + name)),
        name);
  }

  @Test
  void cryptoSeesNoOtherPackage() {
    onlySees("crypto");
  }

  @Test
  void wireSeesOnlyCrypto() {
    onlySees("wire", "crypto");
  }

  @Test
  void addressSeesNoOtherPackage() {
    onlySees("address");
  }

  @Test
  void socksSeesOnlyAddress() {
    onlySees("socks", "address");
  }

  @Test
  void httpSeesOnlyAddressAndSocks() {
    onlySees("http", "address", "socks");
  }

  @Test
  void protocolsTouchNoSocketAndNoThread() {
    noClasses()
        .that(
            resideInAnyPackage(
                "io.culvert.crypto",
                "io.culvert.wire",
                "io.culvert.address",
                "io.culvert.socks",
                "io.culvert.http"))
        .should()
        .dependOnClassesThat(
            belongToAnyOf(java.net.Socket.class, java.net.ServerSocket.class, Thread.class)
                .or(resideInAnyPackage("java.nio.channels..", "java.util.logging..")))
        .check(CLASSES);
  }

  @Test
  void carrierSeesNoOtherPackage() {
    onlySees("runtime.carrier");
  }

  @Test
  void runtimeSeesOnlyItsCarriers() {
    onlySees("runtime", "runtime.carrier");
  }

  @Test
  void netSeesOnlyAddressesAndTheRuntime() {
    onlySees("net", "net.dns", "address", "runtime", "runtime.carrier");
  }

  @Test
  void relaySeesOnlyNetAndTheRuntime() {
    onlySees("relay", "net", "runtime");
  }

  @Test
  void relayUsesNothingBeyondTheJdk() {
    classes()
        .that(resideInAnyPackage("io.culvert.relay"))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("io.culvert..", "java.."))
        .check(CLASSES);
  }

  @Test
  void tunnelSeesOnlyTheWireAndWhatCarriesIt() {
    onlySees("tunnel", "crypto", "wire", "net", "net.dns", "runtime", "address", "socks");
  }

  @Test
  void benchKnowsNothingOfTheTunnelThatItMeasures() {
    onlySees("bench", "net", "runtime", "socks", "address");
  }

  @Test
  void identitySeesOnlyAddressesAndKeys() {
    onlySees("identity", "address", "crypto");
  }

  @Test
  void authSeesNoConfigurationAndNoConnection() {
    onlySees("auth", "identity", "crypto", "socks", "runtime");
  }

  @Test
  void gssSeesOnlyConnectionsAndSocks() {
    onlySees("auth.gss", "identity", "net", "socks");
  }

  @Test
  void onlyGssCallsTheGssApi() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.auth.gss")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.ietf.jgss.."))
        .check(CLASSES);
  }

  @Test
  void localAndServerNeverSeeEachOther() {
    neverSees("local", "server", "cli");
    neverSees("server", "local", "cli");
  }

  @Test
  void metricsSeesNothingThatMovesBytes() {
    neverSees("metrics", "local", "server", "tunnel", "relay", "crypto", "wire", "socks", "cli");
  }

  @Test
  void configSeesOnlyPlainValues() {
    onlySees("config", "address", "identity", "socks");
  }

  @Test
  void plainValuesOpenNoFileAndStartNoThread() {
    noClasses()
        .that(resideInAnyPackage("io.culvert.config", "io.culvert.identity"))
        .should()
        .dependOnClassesThat(
            belongToAnyOf(
                    java.nio.file.Files.class,
                    java.io.File.class,
                    java.io.FileInputStream.class,
                    java.io.RandomAccessFile.class,
                    Thread.class)
                .or(
                    resideInAnyPackage(
                        "java.nio.channels..", "java.util.concurrent..", "javax.crypto..")))
        .orShould()
        .callMethod(org.tomlj.Toml.class, "parse", java.nio.file.Path.class)
        .check(CLASSES);
  }

  @Test
  void onlyWhatRunsTheProgramSeesItsAssembly() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "io.culvert.assembly",
                    "io.culvert.cli",
                    "io.culvert.local",
                    "io.culvert.server")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.culvert.assembly"))
        .check(CLASSES);
    neverSees("assembly", "cli", "bench");
  }

  @Test
  void onlyTheScopePackageKnowsStructuredTaskScope() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.runtime")))
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.concurrent\\.StructuredTaskScope.*")
        .check(CLASSES);
  }

  /** The system's resolver holds its thread, and with it a carrier. */
  @Test
  void whatServesConnectionsDoesNotCallTheSystemsResolver() {
    noClasses()
        .that(
            resideInAnyPackage(
                "io.culvert.server", "io.culvert.local", "io.culvert.tunnel", "io.culvert.relay"))
        .should()
        .callMethod(java.net.InetAddress.class, "getByName", String.class)
        .orShould()
        .callMethod(java.net.InetAddress.class, "getAllByName", String.class)
        .check(CLASSES);
  }

  @Test
  void onlyScopeAndNetKnowCarriers() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "io.culvert.runtime.carrier", "io.culvert.runtime", "io.culvert.net")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.culvert.runtime.carrier"))
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineExits() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.cli")))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.cli")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat(belongToAnyOf(PrintStream.class))
        .check(CLASSES);
  }

  /** Fault 21, as far as the code shows it: what compares secrets does not stop early. */
  @Test
  void whereThereAreSecretsNothingComparesOctetsButMessageDigest() {
    noClasses()
        .that(
            resideInAnyPackage(
                "io.culvert.crypto",
                "io.culvert.wire",
                "io.culvert.identity",
                "io.culvert.auth..",
                "io.culvert.config"))
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .orShould()
        .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
        .orShould()
        .callMethod(Arrays.class, "mismatch", byte[].class, byte[].class)
        .orShould()
        .callMethod(ByteBuffer.class, "equals", Object.class)
        .check(CLASSES);
  }

  private static void onlySees(String name, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(name), Arrays.stream(others))
            .map(other -> "io.culvert." + other)
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> ours = resideInAnyPackage("io.culvert..");
    noClasses()
        .that(resideInAnyPackage("io.culvert." + name))
        .should()
        .dependOnClassesThat(ours.and(not(resideInAnyPackage(allowed))))
        .check(CLASSES);
  }

  private static void neverSees(String name, String... others) {
    String[] forbidden =
        Arrays.stream(others).map(other -> "io.culvert." + other).toArray(String[]::new);
    noClasses()
        .that(resideInAnyPackage("io.culvert." + name))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden))
        .check(CLASSES);
  }
}
