/**
 * Requests go through a Culvert server: the pool of tunnel connections, and one stream on one of
 * them for each request. Knows no inbound.
 */
package io.culvert.outbound.culvert;
