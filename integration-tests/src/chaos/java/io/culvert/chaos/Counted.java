package io.culvert.chaos;

import java.io.IOException;

/** A flow that counts the bytes and blocks that have passed. */
abstract class Counted implements Flow {
  final Flow next;
  long bytes;
  int blocks;

  Counted(Flow next) {
    this.next = next;
  }

  /** One block, of which {@link #bytes} and {@link #blocks} do not speak yet. */
  abstract void pass(byte[] block, int offset, int length) throws IOException, InterruptedException;

  @Override
  public final void write(byte[] block, int offset, int length)
      throws IOException, InterruptedException {
    pass(block, offset, length);
    bytes += length;
    blocks++;
  }

  @Override
  public void end() throws IOException, InterruptedException {
    next.end();
  }

  @Override
  public void reset() {
    next.reset();
  }

  @Override
  public void close() {
    next.close();
  }
}
