package org.tongmai.cli;

import java.io.Console;
import java.util.Optional;

/** Whether a person looks on. */
final class Terminal {

    private Terminal() {}

    /** Whether input and output are a terminal: only then is progress shown. */
    static boolean watched() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
