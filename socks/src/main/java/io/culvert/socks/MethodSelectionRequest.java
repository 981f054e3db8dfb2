package io.culvert.socks;

import io.culvert.address.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** RFC 1928 section 3: {@code VER 1 | NMETHODS 1 | METHODS 0 to 255}. */
public record MethodSelectionRequest(List<Method> methods) {
  public static final int VERSION = 0x05;

  public MethodSelectionRequest {
    methods = List.copyOf(methods);
    if (methods.size() > 255) {
      throw new IllegalArgumentException("NMETHODS is one octet, not " + methods.size());
    }
  }

  public static MethodSelectionRequest readFrom(InputStream in) throws IOException {
    int version = Octets.read(in);
    if (version != VERSION) {
      throw new SocksException.UnsupportedVersion(version);
    }
    List<Method> methods = new ArrayList<>();
    for (byte code : Octets.read(in, Octets.read(in))) {
      methods.add(new Method(code & 0xff));
    }
    return new MethodSelectionRequest(methods);
  }

  public byte[] octets() {
    var out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.write(methods.size());
    methods.forEach(method -> out.write(method.code()));
    return out.toByteArray();
  }
}
