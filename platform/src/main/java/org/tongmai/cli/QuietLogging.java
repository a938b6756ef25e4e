package org.tongmai.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** Warnings only, to standard error: standard output belongs to the answer. The server sets up its own logging. */
final class QuietLogging {

    private QuietLogging() {}

    static void begin() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        // What migrations warn of is their order, which follows capabilities here, and what the database remarks on
        // them.
        context.getLogger("org.flywaydb").setLevel(Level.ERROR);
        for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
            if (all.next() instanceof ConsoleAppender<ILoggingEvent> console) {
                console.setTarget("System.err");
                console.start();
            }
        }
    }
}
