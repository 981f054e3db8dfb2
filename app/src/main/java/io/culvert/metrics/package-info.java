/**
 * What happened, counted: the meters of a server or a local, the words for how things ended, and an
 * endpoint that shows them.
 *
 * <p>This package must not know who or where: no address of a user or a target becomes a label. It
 * knows nothing of tunnel or SOCKS.
 */
package io.culvert.metrics;
