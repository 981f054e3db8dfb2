package io.culvert.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A curl that supports GSSAPI with a SOCKS proxy. The machine's own curl is used if it is older
 * than 7.69 or at least 8.17, because the versions between fail after every successful negotiation.
 * Otherwise it is {@code src/test/python/curl.py} on the interpreter that {@code PYCURL_PYTHON}
 * names, which has PycURL with a libcurl of its own.
 */
final class GssapiCurl {
  private static final Pattern VERSION =
      Pattern.compile("curl (\\d+)\\.(\\d+)[^ ]*(?=[^$]*GSS-API)");

  private static final String INTERPRETER = "PYCURL_PYTHON";

  private GssapiCurl() {}

  /** The command without its arguments; skips the test, by name, where there is none. */
  static List<String> command() throws Exception {
    Image.needs("curl");
    List<String> own = List.of("curl");
    if (serves(own)) {
      return own;
    }
    String interpreter = System.getenv(INTERPRETER);
    assumeTrue(
        interpreter != null,
        "the program curl is of a version that cannot do GSSAPI, and "
            + INTERPRETER
            + " names no Python interpreter with PycURL");
    Path script = Path.of("src", "test", "python", "curl.py").toAbsolutePath();
    List<String> pycurl = List.of(interpreter, script.toString());
    assumeTrue(serves(pycurl), "the PycURL of " + interpreter + " cannot do GSSAPI either");
    return pycurl;
  }

  private static boolean serves(List<String> curl) throws Exception {
    List<String> asking = new ArrayList<>(curl);
    asking.add("--version");
    Matcher version = VERSION.matcher(Program.run(asking.toArray(String[]::new)).out());
    if (!version.find()) {
      return false;
    }
    int number = 100 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
    return number < 769 || number >= 817;
  }
}
