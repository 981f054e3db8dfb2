package io.culvert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Requests and responses in every framing, told apart by digest. */
final class HttpMix {
  /** How an origin answers. */
  enum Kind {
    LENGTH,
    CHUNKED,
    NO_CONTENT,
    NOT_MODIFIED,
    HEAD,
    INTERIM,
    EARLY,
    LENGTH_AND_CLOSE,
    UNTIL_CLOSE;

    /** Whether the client's connection carries another request afterwards. */
    boolean keepsClient() {
      return this != UNTIL_CLOSE;
    }

    private boolean keepsOrigin() {
      return this != UNTIL_CLOSE && this != LENGTH_AND_CLOSE;
    }

    private boolean hasContent() {
      return this != NO_CONTENT && this != NOT_MODIFIED && this != HEAD;
    }
  }

  /**
   * One request and what its answer must be.
   *
   * @param id unique
   * @param chunked whether the request's own content is
   */
  record Item(int id, Kind kind, boolean chunked, byte[] content) {
    static Item random(int id, Random random) {
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      boolean posts = kind != Kind.HEAD && random.nextInt(3) == 0;
      byte[] content = new byte[posts ? random.nextInt(20_000) : 0];
      random.nextBytes(content);
      return new Item(id, kind, posts && random.nextBoolean(), content);
    }

    private String method() {
      return kind == Kind.HEAD ? "HEAD" : content.length > 0 || chunked ? "POST" : "GET";
    }

    byte[] request(int port) {
      String line =
          method() + " http://127.0.0.1:" + port + "/" + kind + "/" + id + " HTTP/1.1\r\n";
      String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + content.length;
      String framing = method().equals("POST") ? length + "\r\n" : "";
      return concat(
          octets(line + "Host: x\r\nConnection: keep-alive\r\n" + framing + "\r\n"),
          chunked ? chunks(content, "X-Trailer: 1\r\n") : content);
    }
  }

  private HttpMix() {}

  private static byte[] octets(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] concat(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static String digest(byte[] octets) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] chunks(byte[] content, String trailers) {
    var all = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; ) {
      int length = Math.min(1 + (at * 31 + content.length) % 5000, content.length - at);
      all.writeBytes(octets(Integer.toHexString(length) + (at % 2 == 0 ? "" : ";x=y") + "\r\n"));
      all.write(content, at, length);
      all.writeBytes(octets("\r\n"));
      at += length;
    }
    all.writeBytes(octets("0\r\n" + trailers + "\r\n"));
    return all.toByteArray();
  }

  /** A message as its reader understands it. */
  record Message(String start, String fields, byte[] content) {
    static Message readFrom(InputStream in, boolean hasContent) throws IOException {
      String start = line(in);
      var fields = new StringBuilder();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        fields.append(line).append('\n');
      }
      String all = fields.toString();
      return new Message(start, all, hasContent ? content(in, all, start) : new byte[0]);
    }

    private static byte[] content(InputStream in, String fields, String start) throws IOException {
      if (fields.contains("Transfer-Encoding: chunked")) {
        return dechunked(in);
      }
      int at = fields.indexOf("Content-Length: ");
      if (at >= 0) {
        int length = Integer.parseInt(fields.substring(at + 16, fields.indexOf('\n', at)));
        return exactly(in, length);
      }
      return start.startsWith("HTTP/") ? in.readAllBytes() : new byte[0];
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
      byte[] octets = in.readNBytes(length);
      if (octets.length < length) {
        throw new IOException("ended after " + octets.length + " of " + length);
      }
      return octets;
    }

    private static byte[] dechunked(InputStream in) throws IOException {
      var all = new ByteArrayOutputStream();
      int size = size(in);
      while (size > 0) {
        all.writeBytes(exactly(in, size));
        line(in);
        size = size(in);
      }
      while (!line(in).isEmpty()) {
        // a trailer
      }
      return all.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
      return Integer.parseInt(line(in).split(";")[0], 16);
    }

    private static String line(InputStream in) throws IOException {
      var line = new StringBuilder();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new IOException("ended after: " + line);
        }
        line.append((char) octet);
      }
      return line.substring(0, line.length() - 1);
    }

    String field(String name) {
      int at = fields.indexOf(name + ": ");
      return at < 0 ? "" : fields.substring(at + name.length() + 2, fields.indexOf('\n', at));
    }
  }

  /** Answers on one connection until it closes. */
  static void serve(Socket socket) throws IOException {
    try (HttpPeer peer = HttpPeer.of(socket)) {
      boolean keeps = true;
      while (keeps) {
        peer.in().mark(1);
        if (peer.in().read() < 0) {
          return;
        }
        peer.in().reset();
        keeps = answer(peer);
      }
    }
  }

  private static boolean answer(HttpPeer peer) throws IOException {
    peer.in().mark(1 << 16);
    String path = Message.readFrom(peer.in(), false).start().split(" ")[1];
    peer.in().reset();
    Kind kind = Kind.valueOf(path.split("/")[1]);
    String id = path.split("/")[2];
    byte[] content = new byte[new Random(Integer.parseInt(id)).nextInt(30_000)];
    new Random(Integer.parseInt(id)).nextBytes(content);
    if (kind == Kind.EARLY) {
      peer.socket().getOutputStream().write(response(kind, id, content, ""));
    }
    Message request = Message.readFrom(peer.in(), true);
    if (kind != Kind.EARLY) {
      byte[] response = response(kind, id, content, digest(request.content()));
      peer.socket().getOutputStream().write(response);
    }
    return kind.keepsOrigin();
  }

  private static byte[] response(Kind kind, String id, byte[] content, String digest) {
    String status =
        switch (kind) {
          case NO_CONTENT -> "204 No Content";
          case NOT_MODIFIED -> "304 Not Modified";
          default -> "200 OK";
        };
    String head =
        (kind == Kind.INTERIM ? "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" : "")
            + "HTTP/1.1 "
            + status
            + "\r\nX-Id: "
            + id
            + "\r\nX-Of: "
            + digest
            + "\r\n"
            + (kind == Kind.LENGTH_AND_CLOSE ? "Connection: close\r\n" : "");
    return switch (kind) {
      case NO_CONTENT, NOT_MODIFIED -> octets(head + "\r\n");
      case HEAD -> octets(head + "Content-Length: 12345\r\n\r\n");
      case CHUNKED ->
          concat(
              octets(head + "Transfer-Encoding: chunked\r\n\r\n"), chunks(content, "X-T: 2\r\n"));
      case UNTIL_CLOSE -> concat(octets(head + "\r\n"), content);
      case LENGTH, INTERIM, EARLY, LENGTH_AND_CLOSE ->
          concat(octets(head + "Content-Length: " + content.length + "\r\n\r\n"), content);
    };
  }

  /** Whether a client's connection can go on after the answer, which is the request's own. */
  static boolean check(Item item, InputStream in) throws IOException {
    if (item.kind() == Kind.INTERIM) {
      Message interim = Message.readFrom(in, false);
      require(interim.start().startsWith("HTTP/1.1 103 "), item, interim);
    }
    Message response = Message.readFrom(in, item.kind().hasContent());
    require(response.field("X-Id").equals("" + item.id()), item, response);
    if (item.kind() != Kind.EARLY) {
      require(response.field("X-Of").equals(digest(item.content())), item, response);
    }
    if (item.kind().hasContent()) {
      byte[] expected = new byte[new Random(item.id()).nextInt(30_000)];
      new Random(item.id()).nextBytes(expected);
      require(digest(response.content()).equals(digest(expected)), item, response);
    }
    boolean closes = response.field("Connection").equals("close");
    require(closes != item.kind().keepsClient(), item, response);
    return !closes;
  }

  private static void require(boolean right, Item item, Message got) throws IOException {
    if (!right) {
      throw new IOException(item.id() + " " + item.kind() + " got " + got.start() + got.fields());
    }
  }

  /** Accepts until closed. */
  static void run(ServerSocket origin) {
    while (!origin.isClosed()) {
      try {
        Socket accepted = origin.accept();
        Thread.ofVirtual().start(() -> serveQuietly(accepted));
      } catch (IOException e) {
        // Closed, or nobody came for a while.
      }
    }
  }

  private static void serveQuietly(Socket socket) {
    try {
      serve(socket);
    } catch (IOException e) {
      // The client of that connection says so.
    }
  }
}
