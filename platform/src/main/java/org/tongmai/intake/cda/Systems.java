package org.tongmai.intake.cda;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Tables;

/**
 * Code systems: from the OID that a document names to the system that FHIR knows. Senders are known to name wrong ones: those
 * are read as what they mean, by a dated table, and told.
 */
final class Systems {

    static final String DATA_ELEMENTS = "urn:oid:2.16.156.10011.2.2.1";

    private static final Map<String, String> KNOWN = Tables.map("cda/systems.tsv");

    private static final List<Wrong> WRONG =
            Tables.rows("cda/wrong-oids.tsv").stream().map(Wrong::of).toList();

    private static final Pattern DATA_ELEMENT = Pattern.compile("DE\\d{2}\\.\\d{2}\\.\\d{3}\\.\\d{2}(\\.\\d{2})?");

    private static final Pattern OID = Pattern.compile("[0-2](\\.\\d+)+");

    private Systems() {}

    private record Wrong(
            LocalDate from,
            @Nullable LocalDate until,
            String read,
            @Nullable Pattern words,
            @Nullable Pattern code,
            String takenFor) {

        static Wrong of(String[] cells) {
            return new Wrong(
                    LocalDate.parse(cells[0]),
                    cells[1].isEmpty() ? null : LocalDate.parse(cells[1]),
                    cells[2],
                    cells[3].isEmpty() ? null : Pattern.compile(cells[3]),
                    cells[4].isEmpty() ? null : Pattern.compile(cells[4]),
                    cells[5]);
        }

        boolean fits(LocalDate day, String oid, String name, String value) {
            boolean holds = !day.isBefore(from) && (until == null || !day.isAfter(until));
            return holds
                    && (read.equals("*") || read.equals(oid))
                    && (words == null || words.matcher(name).find())
                    && (code == null || code.matcher(value).matches());
        }
    }

    /**
     * @param system as FHIR writes it; empty where none is named
     * @param wrong what stood there, where it was read as something else
     */
    record Read(String system, Optional<String> wrong) {}

    /**
     * The system of a code.
     *
     * @param day of the document: what senders do wrong changes
     * @param name of the code system, as the document gives it
     */
    static Read read(LocalDate day, String oid, String name, String code) {
        String bare = bare(oid);
        for (Wrong row : WRONG) {
            if (row.fits(day, bare, name, code)) {
                return row.takenFor().equals(oid)
                        ? new Read(uri(oid), Optional.empty())
                        : new Read(uri(row.takenFor()), Optional.of(oid));
            }
        }
        return new Read(uri(bare), bare.equals(oid) ? Optional.empty() : Optional.of(oid));
    }

    /** Whether a code is one of the data element dictionary (WS/T 363), such as {@code DE05.01.024.00}. */
    static boolean isDataElement(String code) {
        return DATA_ELEMENT.matcher(code).matches();
    }

    /** The FHIR system of an OID; a URI stays what it is. */
    static String uri(String oid) {
        if (oid.isEmpty()) {
            return "";
        }
        String known = KNOWN.get(oid);
        if (known != null) {
            return known;
        }
        if (oid.contains(":")) {
            return oid;
        }
        return OID.matcher(oid).matches() ? "urn:oid:" + oid : "urn:x-tongmai:" + oid.replaceAll("\\s+", "-");
    }

    /** Without what does not belong to an OID: {@code urn:oid:} before it, dots and blanks at its ends. */
    private static String bare(String oid) {
        String bare = oid.startsWith("urn:oid:") ? oid.substring("urn:oid:".length()) : oid;
        return OID.matcher(bare).matches() ? bare : bare.replaceAll("\\s+", "").replaceAll("^\\.+|\\.+$", "");
    }
}
