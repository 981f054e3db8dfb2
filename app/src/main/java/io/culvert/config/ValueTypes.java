package io.culvert.config;

import io.culvert.address.Cidr;
import io.culvert.address.HostPort;
import io.culvert.address.IpLiterals;
import io.culvert.identity.Link;
import io.culvert.identity.Principal;
import io.culvert.socks.GssapiProtection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The value types of the table of keys. */
final class ValueTypes {
  static final String LINK_LABEL = "LINK";
  private static final int MAX_PREFIX_LENGTH = 12;

  private ValueTypes() {}

  static ValueType<Duration> duration(String least, String most) {
    Duration low = Durations.parse(least);
    Duration high = Durations.parse(most);
    return new TextType<>(
        "DURATION",
        "a duration from %s to %s, such as \"250ms\", \"5s\", \"2m\" or \"1h\""
            .formatted(least, most),
        text -> within(low, high, Durations.parse(text)),
        Durations::write);
  }

  private static Duration within(Duration low, Duration high, Duration value) {
    if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
      throw new IllegalArgumentException("\"" + Durations.write(value) + "\" is out of range");
    }
    return value;
  }

  static ValueType<Integer> number(int least, int most) {
    return new NumberType(least, most);
  }

  static ValueType<Boolean> yesOrNo() {
    return new SwitchType();
  }

  static <T> ValueType<List<T>> listOf(ValueType<T> element) {
    return new ListType<>(element);
  }

  /** An address to listen on; a port alone means that port on {@code defaultHost}. */
  static ValueType<HostPort> listenAddress(String defaultHost) {
    return new TextType<>(
        "HOST:PORT",
        "HOST:PORT, [IPV6]:PORT, or a port alone for " + defaultHost,
        text -> HostPort.parse(text.matches("\\d+") ? defaultHost + ":" + text : text),
        HostPort::toString);
  }

  /** An address to connect to. */
  static ValueType<HostPort> peerAddress() {
    return new TextType<>(
        "HOST:PORT",
        "HOST:PORT or [IPV6]:PORT",
        text -> withPort(HostPort.parse(text)),
        HostPort::toString);
  }

  /** A host name without a port. */
  static ValueType<String> hostName() {
    return new TextType<>(
        "NAME",
        "a host name such as \"metrics.example\"",
        text -> new HostPort(text, 0).host(),
        Function.identity());
  }

  /** A DNS server, given by its IP address; the default port is 53. */
  static ValueType<HostPort> dnsServer() {
    return new TextType<>(
        "IP[:PORT]",
        "the IP address of a DNS server, with :PORT if not 53",
        ValueTypes::parseDnsServer,
        HostPort::toString);
  }

  /** A link, which is a secret and is always redacted. */
  static ValueType<Link> link() {
    return new TextType<>(
        LINK_LABEL,
        "the line that `culvert init` printed: culvert://KEYS@HOST:PORT#NAME",
        Link::parse,
        Link::toString);
  }

  private static HostPort parseDnsServer(String text) {
    HostPort server =
        IpLiterals.parse(text).isPresent() ? new HostPort(text, 53) : HostPort.parse(text);
    if (IpLiterals.parse(server.host()).isEmpty()) {
      throw new IllegalArgumentException("\"" + server.host() + "\" is not an IP address");
    }
    return withPort(server);
  }

  private static HostPort withPort(HostPort address) {
    if (address.port() == 0) {
      throw new IllegalArgumentException("port 0 cannot be connected to");
    }
    return address;
  }

  static ValueType<Cidr> cidr() {
    return new TextType<>(
        "CIDR",
        "an address block such as \"10.0.0.0/8\", \"fd00::/8\" or \"192.0.2.1\"",
        Cidr::parse,
        Cidr::toString);
  }

  static ValueType<Path> file() {
    return new TextType<>("FILE", "a file name", ValueTypes::parseFile, Path::toString);
  }

  private static Path parseFile(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("the file name is empty");
    }
    return Path.of(text);
  }

  /** A string of at most 12 characters, each of which stands for one byte. */
  static ValueType<String> prefix() {
    return new TextType<>(
        "TEXT",
        "a string of at most "
            + MAX_PREFIX_LENGTH
            + " characters, each U+0000 to U+00FF, one byte each",
        ValueTypes::parsePrefix,
        Function.identity());
  }

  private static String parsePrefix(String text) {
    if (text.length() > MAX_PREFIX_LENGTH) {
      throw new IllegalArgumentException(
          TomlText.quoted(text) + " has " + text.length() + " characters");
    }
    if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(TomlText.quoted(text) + " has a character above U+00FF");
    }
    return text;
  }

  static ValueType<SchedulerChoice> scheduler() {
    return oneOf("SCHEDULER", "a scheduler", SchedulerChoice.values(), SchedulerChoice::word);
  }

  static ValueType<UdpFilteringChoice> udpFiltering() {
    return oneOf("FILTERING", "a filtering", UdpFilteringChoice.values(), UdpFilteringChoice::word);
  }

  static ValueType<LogLevel> logLevel() {
    return oneOf("LEVEL", "a log level", LogLevel.values(), LogLevel::word);
  }

  /** A Kerberos principal. */
  static ValueType<Principal> principal() {
    return new TextType<>(
        "NAME@REALM",
        "a Kerberos principal such as \"rcmd/proxy.example@EXAMPLE\"",
        Principal::parse,
        Principal::toString);
  }

  /** A Kerberos principal, or all of a realm. */
  static ValueType<Principal> principalRule() {
    return new TextType<>(
        "NAME@REALM",
        "a Kerberos principal such as \"ali@EXAMPLE\", or \"*@EXAMPLE\" for all of a realm",
        Principal::parse,
        Principal::toString);
  }

  static ValueType<GssapiProtection> gssapiProtection() {
    return oneOf("PROTECTION", "a protection", GssapiProtection.values(), GssapiProtection::word);
  }

  /** One of a few words, which {@code kind} is the name for. */
  private static <E> ValueType<E> oneOf(
      String form, String kind, E[] choices, Function<E, String> word) {
    String words = Arrays.stream(choices).map(word).collect(Collectors.joining(", "));
    return new TextType<>(
        form,
        "one of " + words,
        text ->
            Arrays.stream(choices)
                .filter(choice -> word.apply(choice).equals(text))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalArgumentException(TomlText.quoted(text) + " is not " + kind)),
        word);
  }
}
