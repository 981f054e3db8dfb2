/**
 * The scheduler of virtual threads and their waits for channels: the only user of selectors and of
 * the JDK's non-public scheduler API. This package knows nothing of streams, records or the tunnel.
 */
package io.culvert.runtime.carrier;
