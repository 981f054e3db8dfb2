/**
 * Ways to a connection: what dials, and what wraps an accepted connection. Transports stand on each
 * other. Knows no proxy protocol and no request.
 */
package io.culvert.transport;
