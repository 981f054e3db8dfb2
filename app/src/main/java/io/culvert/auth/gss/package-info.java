/**
 * The server's side of RFC 1961: security contexts of the JDK's GSS-API with Kerberos keys from a
 * keytab, the protection level, and a connection whose every message is protected. Knows nothing of
 * SOCKS requests, of other methods, or of the tunnel.
 */
package io.culvert.auth.gss;
