/**
 * Keys, the Noise handshake in its envelope, sealed records and the replay filter of PROTOCOL.md.
 * Knows no sockets, threads, clocks, logs or configuration: time and randomness come in as
 * arguments.
 */
package io.culvert.crypto;
