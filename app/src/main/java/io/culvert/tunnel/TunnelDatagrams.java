package io.culvert.tunnel;

import io.culvert.address.Endpoint;
import io.culvert.net.Datagrams;
import io.culvert.wire.StreamSealer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The datagrams of one association, as DATAGRAM records on its stream: {@code address | payload}
 * (PROTOCOL.md). One thread receives, another sends.
 */
public final class TunnelDatagrams implements Datagrams {
  private final TunnelStream stream;

  public TunnelDatagrams(TunnelStream stream) {
    this.stream = stream;
  }

  @Override
  public Endpoint receive(ByteBuffer to) throws IOException {
    ByteBuffer body = stream.receiveDatagram();
    if (body == null) {
      return null;
    }
    Endpoint peer = Endpoint.readFrom(body);
    int length = Math.min(body.remaining(), to.remaining());
    to.put(body.slice(body.position(), length));
    body.position(body.limit());
    return peer;
  }

  /** Over IPv6 a datagram can be longer than a record, by its address: such a one is dropped. */
  @Override
  public void send(Endpoint peer, ByteBuffer payload) throws IOException {
    byte[] address = peer.octets();
    int start = payload.position() - address.length;
    if (payload.limit() - start > StreamSealer.MAX_BODY_LENGTH) {
      return;
    }
    stream.writeDatagram(payload.put(start, address).position(start));
  }

  @Override
  public void reset() {
    stream.reset();
  }

  /** In order: END, and the peer's. */
  @Override
  public void close() {
    try {
      stream.endOutput();
    } catch (IOException e) {
      // The connection is lost, which the stream's close sees.
    }
    stream.close();
  }
}
