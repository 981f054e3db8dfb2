/**
 * Keys, key agreement and the Noise handshake (Noise rev. 34). Knows no message that carries them,
 * no sockets, threads, clocks, logs or configuration: randomness comes in as an argument.
 */
package io.culvert.crypto;
