/**
 * The two ends of a tunnel connection: handshakes on the wire, streams one after the other, and the
 * pool of ready connections. Knows nothing of who asks for a stream or what becomes of it.
 */
package io.culvert.tunnel;
