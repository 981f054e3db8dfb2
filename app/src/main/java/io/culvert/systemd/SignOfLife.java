package io.culvert.systemd;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Something that happens again and again while a part of the process lives.
 *
 * @param part the part, as a log line names it
 * @param age the time since it happened last
 */
public record SignOfLife(String part, Supplier<Duration> age) {}
