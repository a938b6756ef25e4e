package org.tongmai.intake.cda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tongmai.intake.hl7v2.Tables;

/**
 * A kind of document that WS/T 483 or WS/T 500 defines.
 *
 * @param code such as {@code C0002} or {@code HSDC01.01}
 * @param template its templateId
 * @param name in Chinese
 * @param loinc a document type of the same meaning; empty where there is none
 */
public record Kind(String code, String template, String name, String loinc) {

    private static final List<Kind> ALL = Tables.rows("cda/documents.tsv").stream()
            .map(cells -> new Kind(cells[0], cells[1], cells[2], cells[3]))
            .toList();

    private static final Map<String, Kind> BY_CODE = new HashMap<>();
    private static final Map<String, Kind> BY_TEMPLATE = new HashMap<>();

    static {
        ALL.forEach(kind -> BY_CODE.put(kind.code(), kind));
        ALL.forEach(kind -> BY_TEMPLATE.put(kind.template(), kind));
    }

    /** All 73. */
    static List<Kind> all() {
        return ALL;
    }

    public static Optional<Kind> ofCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    public static Optional<Kind> ofTemplate(String template) {
        return Optional.ofNullable(BY_TEMPLATE.get(template));
    }
}
