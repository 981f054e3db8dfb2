/**
 * What an operator can ask a running program over HTTP. Knows nothing of streams or of the tunnel.
 */
package io.culvert.admin;
