/**
 * Half-closable byte streams over TCP: accepting, dialling, resolving, and the deadlines that bound
 * every blocking call. This package knows nothing of SOCKS, of records or of what the bytes mean.
 */
package io.culvert.net;
