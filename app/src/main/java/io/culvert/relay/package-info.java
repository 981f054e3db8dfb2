/**
 * The two directions of one stream, until both have ended. Knows nothing else: no SOCKS, no
 * records, no targets.
 */
package io.culvert.relay;
