package io.culvert.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects the log records of a class until closed. */
public final class LogRecords extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  public LogRecords(Class<?> of) {
    this(of.getName());
  }

  /** Those of a logger of this name. */
  public LogRecords(String name) {
    logger = Logger.getLogger(name);
    logger.addHandler(this);
    logger.setUseParentHandlers(false);
  }

  public List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  public List<Level> levels() {
    return records.stream().map(LogRecord::getLevel).toList();
  }

  public List<Throwable> causes() {
    return records.stream().map(LogRecord::getThrown).toList();
  }

  @Override
  public void publish(LogRecord record) {
    records.add(record);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.setUseParentHandlers(true);
    logger.removeHandler(this);
  }
}
