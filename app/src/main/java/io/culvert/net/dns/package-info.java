/**
 * Resolves names to addresses. This package knows neither the sockets that use the addresses nor
 * the rules about them.
 */
package io.culvert.net.dns;
