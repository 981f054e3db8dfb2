/**
 * A load for tunnels and a target for it, to measure what a user's own path carries. Knows SOCKS
 * from the client's side and nothing of the tunnel.
 */
package io.culvert.bench;
