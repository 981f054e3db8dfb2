package io.culvert.proxy;

/** The one line that the log has for a session: {@code local 7: done user ali example.com:443}. */
final class SessionLine {
  private SessionLine() {}

  /**
   * @param request null if none was understood
   * @param target the peers of the session; empty if they are not told
   */
  static String of(String session, CloseReason reason, Request request, String target) {
    var line = new StringBuilder(session).append(": ").append(reason.word());
    if (request != null && !request.user().isEmpty()) {
      line.append(" user ").append(request.user());
    }
    if (!target.isEmpty()) {
      line.append(' ').append(target);
    }
    return line.toString();
  }
}
