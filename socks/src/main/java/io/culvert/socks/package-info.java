/**
 * SOCKS protocol version 5 (RFC 1928) with username/password authentication (RFC 1929), the
 * messages of GSSAPI authentication (RFC 1961), and version 4 with its extension 4a, and the
 * server's side of the negotiation. Knows no sockets, threads or logs: bytes come from an
 * InputStream and go to an OutputStream.
 */
package io.culvert.socks;
