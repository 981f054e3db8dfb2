/**
 * Assembles the two programs: a local is the mixed inbound with an outbound to a Culvert server; a
 * server is the tunnel's inbound with the direct outbound. This package reads the files that the
 * settings name. Only the command line uses it. It must not know flags or the terminal.
 */
package io.culvert.assembly;
