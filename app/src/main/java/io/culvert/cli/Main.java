package io.culvert.cli;

/** The program's entry point. */
public final class Main {

  private Main() {}

  /** Runs the program and exits with its exit code. */
  public static void main(String[] args) {
    if (args.length == 1 && Version.isAsked(args[0])) {
      System.out.println(Version.text()); // Avoids loading the command line's classes.
      return;
    }
    int exitCode = new Program(Terminal.ofProcess()).run(args);
    System.out.flush();
    System.exit(exitCode);
  }
}
