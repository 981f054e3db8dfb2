/**
 * Requests are fulfilled from this machine: names are resolved here, addresses judged by the rules
 * for targets, and the judged address is the one dialled. Knows no inbound.
 */
package io.culvert.outbound.direct;
