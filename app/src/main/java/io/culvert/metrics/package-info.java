/**
 * The meters of a server or a local: what happened, how often, and how it ended.
 *
 * <p>No label names a client or a target, and a user only where the operator asked for that. Knows
 * neither a protocol nor the endpoint that shows the meters.
 */
package io.culvert.metrics;
