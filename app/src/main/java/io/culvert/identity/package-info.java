/**
 * Who somebody is, as plain values: a user of a server, the link that holds all that this user's
 * local needs, a Kerberos principal. This package must not know files, configuration keys,
 * protocols or threads.
 */
package io.culvert.identity;
