/**
 * Authentication: the users of a server and of a local, and the files with their keys and
 * passwords. This package must not know configuration keys, connections or the sessions of users.
 */
package io.culvert.auth;
