/**
 * What travels between local and server, octet for octet as PROTOCOL.md has it: the envelope, the
 * handshake's messages, sealed records, and the memory against replays. Knows no sockets, threads,
 * clocks, logs or configuration: time and randomness come in as arguments.
 */
package io.culvert.wire;
