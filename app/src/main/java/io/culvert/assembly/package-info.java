/**
 * Puts the two programs together: a local is the mixed inbound with an outbound to a Culvert
 * server, a server is the tunnel's inbound with the direct outbound. Reads the files that the
 * settings name, and gives the parts what they need. Only the command line sees this package; it
 * must not know flags or the terminal.
 */
package io.culvert.assembly;
