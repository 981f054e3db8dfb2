package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The image compiles no loop on the stack, whatever its archive brings: JDK-8389310 lets exceptions
 * skip a catch block of a loop that C2 compiled there.
 */
class CompilationIT {
  /** Time, number, attributes such as % for on the stack and ! for handlers, and the tier. */
  private static final Pattern COMPILED_BY_C2 =
      Pattern.compile("\\s*\\d+\\s+\\d+ [ %sb!n]{5} +4 .*");

  @Test
  void noLoopIsCompiledOnTheStack() throws Exception {
    var demo = Program.runWithOptions("-XX:+PrintCompilation", Image.LAUNCHER, "demo", "--once");
    assertEquals(0, demo.exitCode(), demo.err());
    List<String> byC2 =
        demo.out().lines().filter(line -> COMPILED_BY_C2.matcher(line).matches()).toList();
    assertFalse(byC2.isEmpty(), "nothing compiled, or told otherwise than expected");
    assertEquals(List.of(), byC2.stream().filter(line -> line.contains("%")).toList());
  }
}
