package io.culvert.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Request heads as browsers write them to a proxy. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RequestBenchmark {
  private final byte[] connect =
      head(
          "CONNECT www.example.com:443 HTTP/1.1",
          "Host: www.example.com:443",
          "Proxy-Connection: keep-alive",
          "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");

  private final byte[] forward =
      head(
          "GET http://www.example.com/index.html?page=2 HTTP/1.1",
          "Host: www.example.com",
          "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
          "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "Accept-Language: en-US,en;q=0.5",
          "Accept-Encoding: gzip, deflate",
          "Connection: keep-alive",
          "Cookie: session=0123456789abcdef0123456789abcdef; theme=light",
          "Upgrade-Insecure-Requests: 1");

  private static byte[] head(String... lines) {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public HttpRequest connect() throws IOException {
    return HttpRequest.readFrom(new ByteArrayInputStream(connect));
  }

  /** With the head that goes on to the target. */
  @Benchmark
  public HttpRequest forward() throws IOException {
    return HttpRequest.readFrom(new ByteArrayInputStream(forward));
  }
}
