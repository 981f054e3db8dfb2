package io.culvert.proxy;

/** What a client asks for: the three commands of RFC 1928 section 4. */
public enum Command {
  CONNECT,
  BIND,
  UDP_ASSOCIATE
}
