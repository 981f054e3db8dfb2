/**
 * Who may use this program: the users of a server and of a local proxy, and the files that hold
 * their keys and passwords. This package must not know configuration keys, connections or what
 * users do once they are let in.
 */
package io.culvert.auth;
