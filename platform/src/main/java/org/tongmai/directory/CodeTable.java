package org.tongmai.directory;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.tongmai.kernel.Explanation.Text;

/**
 * A code table.
 *
 * @param source where it comes from, and which other table it contradicts
 */
public record CodeTable(String name, Text title, String source) {

    /**
     * A code of a table.
     *
     * @param from first day; empty where older than memory
     * @param until first day no longer; empty while in force
     */
    public record Code(String code, Text display, Optional<LocalDate> from, Optional<LocalDate> until, String source) {}

    /** A table with its codes at a time, in the table's order. */
    public record Content(CodeTable table, List<Code> codes) {

        public Content {
            codes = List.copyOf(codes);
        }
    }
}
