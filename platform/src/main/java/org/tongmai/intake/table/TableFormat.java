package org.tongmai.intake.table;

import java.util.Locale;
import java.util.Optional;

/** What kind of file a table is in. */
public enum TableFormat {
    /** Text with separators (RFC 4180); comma, semicolon, tab or bar. */
    CSV,
    /** The first sheet of an Office Open XML workbook (ISO/IEC 29500). */
    XLSX,
    /** One JSON object a line. */
    NDJSON;

    /** What the name of a file says; nothing where it says nothing. */
    public static Optional<TableFormat> ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".xlsx")) {
            return Optional.of(XLSX);
        }
        if (lower.endsWith(".ndjson") || lower.endsWith(".jsonl")) {
            return Optional.of(NDJSON);
        }
        return lower.endsWith(".csv") || lower.endsWith(".tsv") || lower.endsWith(".txt")
                ? Optional.of(CSV)
                : Optional.empty();
    }

    /** What the first bytes of a file show: a zip archive is a workbook, an opening brace JSON, all else text. */
    public static TableFormat ofBytes(byte[] head) {
        if (head.length > 1 && head[0] == 'P' && head[1] == 'K') {
            return XLSX;
        }
        for (byte each : head) {
            if (each == '{') {
                return NDJSON;
            }
            if (each > ' ') {
                return CSV;
            }
        }
        return CSV;
    }
}
