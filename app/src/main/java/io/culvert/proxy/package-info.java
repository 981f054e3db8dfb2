/**
 * The engine: a request from an inbound is routed to an outbound, relayed both ways, counted,
 * logged once and listed while it lasts. {@link io.culvert.proxy.Session} is the path of one
 * request, top down.
 *
 * <p>This package must not know a protocol: neither how clients ask nor how targets are reached.
 */
package io.culvert.proxy;
