package io.culvert.inbound.mixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.culvert.http.HttpAnswer;
import io.culvert.proxy.Failure;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of HTTP are told of a failure. Case 92 of the project's protocol cases. */
class HttpAnswersTest {
  @ParameterizedTest
  @CsvSource({
    "NOT_ALLOWED, 403 Forbidden",
    "NETWORK_UNREACHABLE, 502 Bad Gateway",
    "HOST_UNREACHABLE, 502 Bad Gateway",
    "UNRESOLVABLE, 502 Bad Gateway",
    "CONNECTION_REFUSED, 502 Bad Gateway",
    "CONNECT_TIMEOUT, 504 Gateway Timeout",
    "NO_PEER, 504 Gateway Timeout",
    "COMMAND_NOT_SUPPORTED, 501 Not Implemented",
    "ADDRESS_TYPE_NOT_SUPPORTED, 501 Not Implemented",
    "SERVER_UNREACHABLE, 502 Bad Gateway",
    "HANDSHAKE_FAILED, 502 Bad Gateway",
    "HANDSHAKE_TIMEOUT, 504 Gateway Timeout",
    "LIMIT_REACHED, 503 Service Unavailable",
    "GENERAL, 502 Bad Gateway",
  })
  void reportF9EveryFailureHasItsStatus(Failure failure, String status) {
    HttpAnswer answer = HttpAnswers.of(failure);
    assertEquals(status, answer.status() + " " + answer.reason());
  }

  @Test
  void reportF9WhatCanBeToldApartHasItsOwnWords() {
    var texts =
        Arrays.stream(Failure.values())
            .map(failure -> HttpAnswers.of(failure).text())
            .collect(Collectors.toSet());
    assertEquals(Failure.values().length - 2, texts.size());
    assertTrue(texts.contains("The target did not answer within the time."));
  }
}
