package io.culvert.it;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server with TLS and a self-signed certificate, for clients that do not check it. */
final class TlsTarget implements AutoCloseable {
  static final String HELLO = "hello over TLS\n";
  private static final String PASSWORD = "changeit";

  private final HttpsServer server;

  TlsTarget() throws Exception {
    server = HttpsServer.create(new InetSocketAddress(Wire.inet("127.0.0.1"), 0), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(context()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = HELLO.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  private static SSLContext context() throws Exception {
    try (var folder = Folder.create()) {
      String store = folder.of("keys.p12");
      Program.Result made =
          Program.run(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-keyalg",
              "EC",
              "-dname",
              "CN=target.example",
              "-validity",
              "2",
              "-storetype",
              "PKCS12",
              "-keystore",
              store,
              "-storepass",
              PASSWORD);
      if (made.exitCode() != 0) {
        throw new IOException(made.toString());
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (var in = Files.newInputStream(Path.of(store))) {
        keys.load(in, PASSWORD.toCharArray());
      }
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
