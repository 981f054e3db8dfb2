package io.culvert;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.culvert.net.TcpConnection;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may use which, held over the class files of all modules. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.culvert");

  /** Each room, and the rooms below it that it may use, from the bottom up. */
  private static final Map<String, Set<String>> ROOMS =
      Map.ofEntries(
          room("crypto"),
          room("wire", "crypto"),
          room("address"),
          room("socks", "address"),
          room("http", "address", "socks"),
          room("identity", "address", "crypto"),
          room("runtime.carrier"),
          room("runtime", "runtime.carrier"),
          room("net", "address", "runtime", "runtime.carrier"),
          room("net.dns", "runtime"),
          room("transport", "address", "net", "net.dns"),
          room("proxy", "address", "net", "runtime"),
          room("tunnel", "address", "wire", "net", "runtime", "proxy"),
          room("auth", "identity", "crypto", "socks", "runtime"),
          room("auth.gss", "identity", "net", "socks", "runtime"),
          room(
              "inbound.mixed",
              "address",
              "socks",
              "http",
              "net",
              "proxy",
              "auth",
              "auth.gss",
              "identity",
              "runtime"),
          room(
              "inbound.culvert",
              "address",
              "crypto",
              "wire",
              "identity",
              "net",
              "net.dns",
              "proxy",
              "tunnel",
              "auth",
              "runtime"),
          room("outbound.direct", "address", "net", "net.dns", "proxy", "runtime"),
          room(
              "outbound.culvert",
              "address",
              "crypto",
              "wire",
              "net",
              "transport",
              "proxy",
              "tunnel",
              "runtime"),
          room("config", "address", "identity", "socks"),
          room("metrics", "proxy", "inbound.culvert"),
          room("admin", "address", "metrics"),
          room("systemd"),
          room("bench", "address", "socks", "net", "runtime"));

  /** What puts the rooms together may use all of them. */
  private static final Set<String> TOP = Set.of("assembly", "cli");

  private static Map.Entry<String, Set<String>> room(String name, String... below) {
    return Map.entry(name, Set.of(below));
  }

  static Set<String> rooms() {
    return ROOMS.keySet();
  }

  @Test
  void everyClassStandsInARoom() {
    Set<String> seen =
        CLASSES.stream()
            .map(type -> type.getPackageName().substring("io.culvert.".length()))
            .collect(Collectors.toSet());
    Set<String> known = new HashSet<>(ROOMS.keySet());
    known.addAll(TOP);
    assertEquals(known, seen);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomSeesOnlyRoomsBelowIt(String name) {
    onlySees(name, ROOMS.get(name).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void noArrowRunsInACircle(String name) {
    assertFalse(below(name).contains(name), () -> name + " is above itself");
  }

  /** All rooms that a room reaches, by way of others too. */
  private static Set<String> below(String name) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(ROOMS.get(name));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next)) {
        open.addAll(ROOMS.get(next));
      }
    }
    return reached;
  }

  @Test
  void onlyNetNamesTcpConnections() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.net")))
        .should()
        .dependOnClassesThat(belongToAnyOf(TcpConnection.class))
        .check(CLASSES);
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
  void theEngineUsesNothingBeyondTheJdk() {
    classes()
        .that(resideInAnyPackage("io.culvert.proxy"))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("io.culvert..", "java.."))
        .check(CLASSES);
  }

  /** So that an address has one text everywhere: InetAddress does not write RFC 5952. */
  @Test
  void clients14OnlyAddressWritesAddresses() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.address")))
        .should()
        .callMethod(InetAddress.class, "getHostAddress")
        .orShould()
        .callMethod(InetAddress.class, "toString")
        .orShould()
        .callMethod(InetSocketAddress.class, "toString")
        .check(CLASSES);
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
        .that(not(resideInAnyPackage("io.culvert.assembly", "io.culvert.cli")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.culvert.assembly"))
        .check(CLASSES);
    noClasses()
        .that(resideInAnyPackage("io.culvert.assembly"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.culvert.cli", "io.culvert.bench"))
        .check(CLASSES);
  }

  @Test
  void onlyTheRuntimeKnowsStructuredTaskScope() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.runtime")))
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.concurrent\\.StructuredTaskScope.*")
        .check(CLASSES);
  }

  @Test
  void onlyTheRuntimeAndNetKnowCarriers() {
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
  void onlyTheServiceManagersSocketCallsTheCLibrary() {
    noClasses()
        .that(not(resideInAnyPackage("io.culvert.systemd")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.lang.foreign.."))
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
}
