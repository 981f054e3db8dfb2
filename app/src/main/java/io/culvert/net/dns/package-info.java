/** From names to addresses. Knows no socket that is dialled with them, and no rule about them. */
package io.culvert.net.dns;
