/**
 * The seam over StructuredTaskScope: everything that runs side by side is forked here and has ended
 * before its scope closes. Knows nothing of sockets, streams or the tunnel.
 */
package io.culvert.runtime;
