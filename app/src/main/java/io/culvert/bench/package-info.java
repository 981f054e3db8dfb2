/**
 * Load generation for a tunnel, and a target for it, to measure a user's own path. This package
 * knows SOCKS from the client's side and nothing of the tunnel.
 */
package io.culvert.bench;
