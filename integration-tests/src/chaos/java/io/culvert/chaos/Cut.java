package io.culvert.chaos;

import java.io.IOException;

/** Passes a number of bytes, acts on the connection once, and discards the bytes that follow. */
final class Cut extends Counted {
  /** What is done at the cut. */
  interface Deed {
    void to(Flow next) throws IOException, InterruptedException;
  }

  private final long after;
  private final Deed deed;
  private boolean done;

  Cut(Flow next, long after, Deed deed) {
    super(next);
    this.after = after;
    this.deed = deed;
  }

  @Override
  void pass(byte[] block, int offset, int length) throws IOException, InterruptedException {
    int allowed = Math.clamp(after - bytes, 0, length);
    if (allowed > 0) {
      next.write(block, offset, allowed);
    }
    if (!done && bytes + length >= after) {
      done = true;
      deed.to(next);
    }
  }

  /** A sender that ends before the cut is passed on as it is. */
  @Override
  public void end() throws IOException, InterruptedException {
    if (!done) {
      next.end();
    }
  }

  @Override
  public void reset() {
    if (!done) {
      next.reset();
    }
  }
}
