/**
 * What the operator said, checked once and turned into immutable settings: one table of keys feeds
 * flags, environment, TOML, help and the reference page.
 *
 * <p>This package holds plain values. It opens no file, starts no thread, prints nothing and never
 * puts a secret into a message; it must not know sockets, commands or what the settings are used
 * for.
 */
package io.culvert.config;
