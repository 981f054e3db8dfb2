/**
 * Applications' requests come in on one port: SOCKS 4, 4a and 5, HTTP CONNECT and plain HTTP, told
 * apart by the first octet. Knows no outbound.
 */
package io.culvert.inbound.mixed;
