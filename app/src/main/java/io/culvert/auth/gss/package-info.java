/**
 * The server's side of RFC 1961: security contexts of the JDK's GSS-API with Kerberos keys from a
 * keytab, the protection level, and a connection of protected messages. This package knows nothing
 * of SOCKS requests, of other methods, or of the tunnel.
 */
package io.culvert.auth.gss;
