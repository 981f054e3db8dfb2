/**
 * Requests to an HTTP proxy as messages: CONNECT and absolute-form requests (RFC 9110, RFC 9112),
 * targets' responses, and the proxy's own answers. Knows no sockets, threads or logs: octets come
 * from an InputStream.
 */
package io.culvert.http;
