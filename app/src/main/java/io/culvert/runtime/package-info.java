/**
 * Structured concurrency, and what its tasks share: the only user of StructuredTaskScope, threads
 * for calls that block, and permits in fair shares. Every concurrent task is forked in a scope and
 * ends before its scope closes. This package knows nothing of sockets, streams or the tunnel.
 */
package io.culvert.runtime;
