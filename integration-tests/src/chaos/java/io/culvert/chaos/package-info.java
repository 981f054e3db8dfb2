/**
 * A relay that does harm to what passes through it, and a name server that answers late or never,
 * for tests of this module and of the app's. Knows nothing of Culvert.
 */
package io.culvert.chaos;
