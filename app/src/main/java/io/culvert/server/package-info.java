/**
 * The far side: accept, handshake, authorise the target, dial, reply, relay. Knows nothing of the
 * local or of how applications ask.
 */
package io.culvert.server;
