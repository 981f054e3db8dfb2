/**
 * A relay that does harm to what passes through it, for tests of this module and of the app's.
 * Knows nothing of Culvert: it sees bytes and connections.
 */
package io.culvert.chaos;
