package io.culvert.admin;

/**
 * Bounds that the JDK's HTTP server lacks by default: time for a request and for a response,
 * connections. It reads them once per process, when its first instance is created. A property set
 * on the command line of the JVM wins.
 */
public final class HttpBounds {

  private HttpBounds() {}

  /** Must run before the first HTTP server is created. */
  public static void apply() {
    bound("sun.net.httpserver.maxReqTime", "10");
    bound("sun.net.httpserver.maxRspTime", "10");
    bound("sun.net.httpserver.maxIdleConnections", "16");
    bound("jdk.httpserver.maxConnections", "64");
  }

  private static void bound(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
