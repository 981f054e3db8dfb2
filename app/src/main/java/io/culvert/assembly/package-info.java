/**
 * Builds the two programs from the parts: a local is the mixed inbound with an outbound to a
 * Culvert server, a server is the tunnel's inbound with the direct outbound.
 */
package io.culvert.assembly;
