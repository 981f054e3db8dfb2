package io.culvert.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operator's language changes nothing. */
@Timeout(120)
class LocaleIT {
  private static GermanLocale german;

  @BeforeAll
  static void make() throws Exception {
    german = GermanLocale.make();
  }

  @AfterAll
  static void delete() throws Exception {
    if (german != null) {
      german.close();
    }
  }

  private static Program.Result noTunnel(List<String> program) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of("bench", "--proxy=127.0.0.1:" + Image.freePort(), "--target=127.0.0.1:9"));
    Program.Result result = Program.run(command.toArray(String[]::new));
    assertEquals(1, result.exitCode(), result.toString());
    return result;
  }

  @Test
  void theLauncherHasTheSystemsTextsInEnglish() throws Exception {
    // What shows that there are others.
    assertTrue(noTunnel(german.java()).err().contains("Verbindungsaufbau abgelehnt"));
    assertTrue(noTunnel(german.launcher()).err().contains("Connection refused"));
  }
}
