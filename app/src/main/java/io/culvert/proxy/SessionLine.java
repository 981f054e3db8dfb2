package io.culvert.proxy;

/** The one line that the log has for a session: {@code local 7: done user ali example.com:443}. */
final class SessionLine {
  private SessionLine() {}

  /**
   * @param request null if none was understood
   * @param target whether the destination is told
   */
  static String of(String session, CloseReason reason, Request request, boolean target) {
    var line = new StringBuilder(session).append(": ").append(reason.word());
    if (request != null && !request.user().isEmpty()) {
      line.append(" user ").append(request.user());
    }
    if (target) {
      line.append(' ').append(request.destination());
    }
    return line.toString();
  }
}
