/**
 * What the operator said, checked once and turned into immutable settings: one table of keys feeds
 * flags, environment, TOML, help and the reference page.
 *
 * <p>This package must not know sockets, threads, commands or what the settings are used for; it
 * reads files, prints nothing, and never puts a secret into a message.
 */
package io.culvert.config;
