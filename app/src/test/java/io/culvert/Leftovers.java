package io.culvert;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process holds: virtual threads of the product by name, and sockets. */
public final class Leftovers {
  private static final Pattern NAME = Pattern.compile("\"name\": \"([^\"]+)\"");
  private static final Pattern OURS =
      Pattern.compile("(rig-)?(server|local|stream|dial|deadlines|keep-alive|tunnel).*");

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private Leftovers() {}

  /**
   * @param dumps a folder for the thread dump
   */
  public static Set<String> threads(Path dumps) throws IOException {
    Path dump = Files.createTempFile(dumps, "threads", ".json");
    Files.delete(dump);
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
    return NAME.matcher(Files.readString(dump))
        .results()
        .map(match -> match.group(1))
        .filter(name -> OURS.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Skips the test on a system without {@code /proc}. */
  public static Set<String> sockets() throws IOException {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "this system has no " + DESCRIPTORS);
    Set<String> sockets = new TreeSet<>();
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      for (Path one : descriptors.toList()) {
        String target = target(one);
        if (target.startsWith("socket:")) {
          sockets.add(target);
        }
      }
    }
    return sockets;
  }

  /** The descriptor of the listing itself is gone by now. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
