/**
 * What virtual threads run on and wait with: the seam over the JDK's scheduler of virtual threads
 * and over selectors. Knows nothing of streams, records or the tunnel.
 */
package io.culvert.runtime.carrier;
