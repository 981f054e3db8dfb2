/**
 * The configuration, checked once and converted to immutable settings. One table of keys defines
 * flags, environment variables, TOML keys, help and the reference page.
 *
 * <p>This package holds plain values. It opens no file, starts no thread, prints nothing and never
 * puts a secret into a message. It must not know sockets, commands or the use of the settings.
 */
package io.culvert.config;
