/**
 * Transports: they dial connections and wrap accepted ones. A transport may be layered on another.
 * This package knows no proxy protocol and no request.
 */
package io.culvert.transport;
