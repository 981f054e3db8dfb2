/** The HTTP endpoint for operators. This package knows nothing of streams or of the tunnel. */
package io.culvert.admin;
