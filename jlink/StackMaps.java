import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Converts a jar of Java 5 class files to Java 8 by adding the stack maps that the verifier requires (JVMS 4.7.4). Classes without stack maps cannot be archived and would be read, parsed and verified at every start.
 *
 * <pre>
 *   java -cp IN StackMaps.java IN OUT
 * </pre>
 */
final class StackMaps {
  private static final int JAVA_8 = 52;

  public static void main(String[] args) throws IOException {
    try (var in = new ZipInputStream(Files.newInputStream(Path.of(args[0])));
        var out = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
      out.setComment("Class files rewritten for Java 8, with stack maps; all else unchanged.");
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] bytes = in.readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().endsWith(".class") ? withStackMaps(bytes) : bytes);
      }
    }
  }

  private static byte[] withStackMaps(byte[] bytes) {
    var files = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
    var model = files.parse(bytes);
    if (model.majorVersion() >= JAVA_8) {
      return bytes;
    }
    ClassTransform newer =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(JAVA_8, 0);
          } else {
            builder.with(element);
          }
        };
    ClassTransform rebuilt = ClassTransform.transformingMethodBodies((code, part) -> code.with(part));
    return files.transformClass(model, rebuilt.andThen(newer));
  }
}
