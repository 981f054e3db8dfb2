/**
 * The SOCKS side: admit, negotiate, open, reply, relay. Knows nothing of the server's inside, of
 * targets' addresses or of DNS.
 */
package io.culvert.local;
