package io.culvert.crypto;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Public vectors beside the checkout, in {@code ../shared/vectors}; where they are not, the tests
 * that need them are skipped.
 */
final class PublicVectors {
  private PublicVectors() {}

  static JsonObject read(String file) throws IOException {
    Path found = null;
    for (Path dir = Path.of("").toAbsolutePath();
        dir != null && found == null;
        dir = dir.getParent()) {
      Path candidate = dir.resolve("shared/vectors").resolve(file);
      found = Files.isReadable(candidate) ? candidate : null;
    }
    assumeTrue(found != null, "no shared/vectors/" + file + " beside the checkout");
    return JsonParser.parseString(Files.readString(found)).getAsJsonObject();
  }
}
