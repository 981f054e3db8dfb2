/**
 * What the process tells the service manager that started it, as sd_notify(3) describes: that it is
 * ready, that it lives, that it stops. This package must not know services, streams or settings.
 */
package io.culvert.systemd;
