package io.culvert.kerberos;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A realm of its own: MIT's krb5kdc on a free port of the loopback, with its database in a
 * temporary folder. Closing ends it and deletes the folder.
 */
public final class Kdc implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> PROGRAMS =
      List.of("krb5kdc", "kdb5_util", "kadmin.local", "kinit");

  private final String realm;
  private final Path dir;
  private final int port;
  private Process server;

  private Kdc(String realm) throws IOException {
    this.realm = realm;
    this.dir = Files.createTempDirectory("culvert-kdc");
    this.port = freePort();
  }

  /** Skips the test, by name, where the programs are not installed. */
  public static Kdc start(String realm) throws Exception {
    for (String name : PROGRAMS) {
      assumeTrue(find(name) != null, "the program " + name + " is not installed");
    }
    var kdc = new Kdc(realm);
    try {
      kdc.configure();
      kdc.run("kdb5_util", "create", "-s", "-r", realm, "-P", "master");
      kdc.serve();
      return kdc;
    } catch (Exception | AssertionError e) {
      kdc.close();
      throw e;
    }
  }

  private static Path find(String program) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void configure() throws IOException {
    Files.writeString(
        krb5Conf(),
        """
        [libdefaults]
          default_realm = %1$s
          dns_lookup_kdc = false
          dns_lookup_realm = false
          dns_canonicalize_hostname = false
          rdns = false
          udp_preference_limit = 1
        [realms]
          %1$s = {
            kdc = 127.0.0.1:%2$d
          }
        """
            .formatted(realm, port));
    Files.writeString(
        dir.resolve("kdc.conf"),
        """
        [realms]
          %1$s = {
            database_name = %3$s/principal
            key_stash_file = %3$s/stash
            supported_enctypes = aes256-cts:normal aes128-cts:normal
            kdc_listen = 127.0.0.1:%2$d
            kdc_tcp_listen = 127.0.0.1:%2$d
          }
        [logging]
          kdc = FILE:%3$s/kdc.log
        """
            .formatted(realm, port, dir));
  }

  private void serve() throws IOException {
    server = process("krb5kdc", "-n", "-r", realm).start();
    Awaitility.await("krb5kdc")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> accepts() || !server.isAlive());
    if (!server.isAlive()) {
      throw new AssertionError("krb5kdc did not start: " + Files.readString(dir.resolve("out")));
    }
  }

  private boolean accepts() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public String realm() {
    return realm;
  }

  /** For {@code java.security.krb5.conf} and {@code KRB5_CONFIG}. */
  public Path krb5Conf() {
    return dir.resolve("krb5.conf");
  }

  /** Adds a user; the password is the name. */
  public void addUser(String name) throws Exception {
    run("kadmin.local", "-r", realm, "addprinc", "-pw", name, name);
  }

  /** Adds services and puts their keys into a keytab of mode 0600. */
  public Path addServices(String file, String... names) throws Exception {
    for (String name : names) {
      run("kadmin.local", "-r", realm, "addprinc", "-randkey", name);
      renewKey(file, name);
    }
    Path keytab = dir.resolve(file);
    Files.setPosixFilePermissions(keytab, PosixFilePermissions.fromString("rw-------"));
    return keytab;
  }

  /** Gives a service another key, which the keytab then holds beside the old one. */
  public void renewKey(String file, String name) throws Exception {
    run("kadmin.local", "-r", realm, "ktadd", "-k", dir.resolve(file).toString(), name);
  }

  /** Gets a ticket for a user and returns the environment that makes programs find it. */
  public Map<String, String> kinit(String user, String... flags) throws Exception {
    Path cache = Files.createTempFile(dir, "cache", "");
    List<String> command = new ArrayList<>(List.of("kinit"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-c", cache.toString(), user));
    Path password = Files.writeString(dir.resolve("password"), user + "\n");
    finish(process(command.toArray(String[]::new)).redirectInput(password.toFile()));
    return Map.of("KRB5_CONFIG", krb5Conf().toString(), "KRB5CCNAME", "FILE:" + cache);
  }

  private void run(String... command) throws Exception {
    finish(process(command));
  }

  private void finish(ProcessBuilder builder) throws Exception {
    Process process = builder.start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + builder.command());
    }
    if (process.exitValue() != 0) {
      throw new AssertionError(builder.command() + Files.readString(dir.resolve("out")));
    }
  }

  private ProcessBuilder process(String... command) {
    String[] found = command.clone();
    found[0] = find(command[0]).toString();
    var builder = new ProcessBuilder(found);
    builder.environment().put("KRB5_CONFIG", krb5Conf().toString());
    builder.environment().put("KRB5_KDC_PROFILE", dir.resolve("kdc.conf").toString());
    File out = dir.resolve("out").toFile();
    return builder
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(out));
  }

  @Override
  public void close() throws Exception {
    if (server != null) {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
