/**
 * Hosts, endpoints and blocks of addresses, as RFC 1928 section 5 and people write them. Knows no
 * protocol that carries them, no socket and no resolver: an address here is never looked up.
 */
package io.culvert.address;
