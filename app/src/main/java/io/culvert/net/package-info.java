/**
 * Half-closable byte streams over TCP: accepting, dialling, resolving, and the deadlines that bound
 * every blocking step. Knows nothing of SOCKS, of records or of what the bytes mean.
 */
package io.culvert.net;
