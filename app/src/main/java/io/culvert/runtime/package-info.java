/**
 * Structured concurrency: the only user of StructuredTaskScope. Every concurrent task is forked in
 * a scope and ends before its scope closes. This package knows nothing of sockets, streams or the
 * tunnel.
 */
package io.culvert.runtime;
