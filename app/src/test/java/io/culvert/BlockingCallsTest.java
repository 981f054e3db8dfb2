package io.culvert;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.culvert.runtime.Blocking;
import java.net.InetAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What holds its thread is called from a lambda in a method that hands it to {@link Blocking}, or
 * from what runs at start only. Held over the class files of all modules.
 */
class BlockingCallsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.culvert");

  /** Calls that hold their thread, as patterns of class, dot, method. */
  private static final Pattern OF_LIBRARIES =
      anyOf(
          "java\\.net\\.InetAddress\\.(getByName|getAllByName|getLocalHost|getHostName"
              + "|getCanonicalHostName|isReachable)",
          "java\\.net\\.InetSocketAddress\\.getHostName",
          "java\\.net\\.NetworkInterface\\..*",
          "java\\.io\\.(FileInputStream|FileOutputStream|RandomAccessFile|FileReader|FileWriter"
              + "|Console|File)\\..*",
          "java\\.nio\\.file\\.Files\\..*",
          "java\\.nio\\.channels\\.FileChannel\\..*",
          "java\\.lang\\.ProcessBuilder\\.start.*",
          "java\\.lang\\.Process\\.(waitFor|inputReader|getInputStream)",
          "javax\\.crypto\\.SecretKeyFactory\\.generateSecret",
          "org\\.ietf\\.jgss\\.GSSContext\\.(accept|init)SecContext",
          "org\\.ietf\\.jgss\\.GSSManager\\.createCredential",
          "org\\.xbill\\.DNS\\.(ExtendedResolver|SimpleResolver|ResolverConfig)\\..*");

  /** Methods of ours that do what such a call is for: their callers are held to the rule too. */
  private static final Set<String> OURS =
      Set.of(
          "io.culvert.net.KernelSockets.read",
          "io.culvert.address.HostPort.socketAddress",
          "io.culvert.auth.PasswordHash.derive",
          "io.culvert.auth.PasswordHash.matches",
          "io.culvert.auth.PasswordHash.of",
          "io.culvert.auth.gss.KeytabCredential.load",
          "io.culvert.auth.gss.SecurityContext.accept",
          "io.culvert.net.dns.DnsClient.makeSession",
          "io.culvert.net.dns.Rehearsal.run",
          "io.culvert.systemd.NotifySocket.send");

  /** Settings are read and names to listen on looked up before a service starts to serve. */
  private static final Set<String> AT_START =
      Set.of(
          "io.culvert.assembly.NamedFiles.existing",
          "io.culvert.auth.KeytabFile.check",
          "io.culvert.auth.PasswordFile.line",
          "io.culvert.auth.gss.GssAcceptor.<init>",
          "io.culvert.assembly.LocalProxy.start",
          "io.culvert.assembly.TunnelServer.resolver",
          "io.culvert.assembly.TunnelServer.start");

  /** Classes that read settings, and those that run in threads of their own. */
  private static final Pattern CLASSES_AT_START =
      anyOf(
          "io\\.culvert\\.cli\\..*",
          "io\\.culvert\\.systemd\\..*",
          "io\\.culvert\\.auth\\.(SecretFile|TextFile)");

  /** Literal addresses only, which a pattern has seen to. */
  private static final Set<String> LITERALS =
      Set.of("io.culvert.address.Cidr.parse", "io.culvert.address.Address.parse");

  private static Pattern anyOf(String... patterns) {
    return Pattern.compile(String.join("|", patterns));
  }

  private static String name(JavaCodeUnit unit) {
    return unit.getOwner().getName() + "." + unit.getName();
  }

  private static String target(JavaCodeUnitAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getTarget().getName();
  }

  private static boolean holds(JavaCodeUnitAccess<?> access) {
    String target = target(access);
    return OF_LIBRARIES.matcher(target).matches()
        || OURS.contains(target)
        || (target.equals("java.net.InetSocketAddress.<init>")
            && access.getTarget().getRawParameterTypes().getFirst().isEquivalentTo(String.class));
  }

  private static boolean handsToBlocking(JavaCodeUnit unit) {
    return unit.getMethodCallsFromSelf().stream()
        .anyMatch(call ->
            call.getTargetOwner().isEquivalentTo(Blocking.class)
                && call.getTarget().getName().startsWith("call"));
  }

  private static boolean isAllowed(JavaCodeUnitAccess<?> access) {
    JavaCodeUnit origin = access.getOrigin();
    String name = name(origin);
    return OURS.contains(name)
        || AT_START.contains(name)
        || LITERALS.contains(name)
        || CLASSES_AT_START.matcher(origin.getOwner().getName()).matches()
        || (access.isDeclaredInLambda() && handsToBlocking(origin));
  }

  private static Set<String> wrong(Iterable<JavaClass> classes) {
    Predicate<JavaCodeUnitAccess<?>> wrong = access -> holds(access) && !isAllowed(access);
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (JavaCodeUnitAccess<?> access : type.getCodeUnitAccessesFromSelf()) {
        if (wrong.test(access)) {
          found.add(name(access.getOrigin()) + " calls " + target(access));
        }
      }
    }
    return found;
  }

  @Test
  void whatHoldsItsThreadIsHandedToBlocking() {
    assertEquals(Set.of(), wrong(CLASSES));
  }

  @Test
  void everyMethodThatTheRuleNamesIsThere() {
    Set<String> named = new TreeSet<>(OURS);
    named.addAll(AT_START);
    named.addAll(LITERALS);
    CLASSES.stream()
        .flatMap(type -> type.getCodeUnits().stream())
        .map(BlockingCallsTest::name)
        .forEach(named::remove);
    assertEquals(Set.of(), named);
  }

  @Test
  void onlyWhatOwnsThreadsMakesThem() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.culvert.runtime",
            "io.culvert.runtime.carrier",
            "io.culvert.cli",
            "io.culvert.systemd",
            "io.culvert.admin")
        .should()
        .callMethod(Thread.class, "ofPlatform")
        .orShould()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .check(CLASSES);
  }

  /** For the rule itself. */
  private static final class Example {
    private static final Blocking BLOCKING = new Blocking("example", 1);

    static Object handedOver() throws Exception {
      return BLOCKING.callWithin(
          java.time.Duration.ofSeconds(1), () -> InetAddress.getByName("127.0.0.1"));
    }

    static Object besides() throws Exception {
      BLOCKING.call(() -> null);
      return InetAddress.getByName("127.0.0.1");
    }

    static Object elsewhere() throws Exception {
      var later = new java.util.concurrent.FutureTask<>(() -> InetAddress.getByName("127.0.0.1"));
      later.run();
      return later.get(1, TimeUnit.SECONDS);
    }
  }

  @Test
  void theRuleSeesWhatIsHandedToBlockingAndWhatIsNot() {
    var example = new ClassFileImporter().importClasses(Example.class);
    String name = Example.class.getName();
    String call = " calls java.net.InetAddress.getByName";
    assertEquals(Set.of(name + ".besides" + call, name + ".elsewhere" + call), wrong(example));
  }
}
