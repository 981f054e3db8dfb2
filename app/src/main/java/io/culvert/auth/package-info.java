/**
 * Who may use this program: users of the tunnel and of the local proxy, their keys and passwords,
 * and the files that hold them. Knows no configuration key and no protocol.
 */
package io.culvert.auth;
