package org.tongmai.intake.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.util.Terser;

/** One repetition of one field: texts by component and subcomponent, unescaped, trimmed; empty where absent. */
public final class Field {

    private static final String ERASED = "\"\"";

    private final String segment;
    private final GenericSegment parsed;
    private final int number;
    private final int repetition;

    Field(String segment, GenericSegment parsed, int number, int repetition) {
        this.segment = segment;
        this.parsed = parsed;
        this.number = number;
        this.repetition = repetition;
    }

    /** First subcomponent of a component. */
    public String text(int component) {
        return text(component, 1);
    }

    /** A subcomponent; {@code ""} (delete) reads as empty. */
    public String text(int component, int subcomponent) {
        String raw = raw(component, subcomponent);
        return ERASED.equals(raw) ? "" : lines(raw).strip();
    }

    /** The first of some components that is not empty. */
    public String firstOf(int... components) {
        for (int component : components) {
            if (!text(component).isEmpty()) {
                return text(component);
            }
        }
        return "";
    }

    /** Whether any of the first components says something. */
    public boolean present() {
        for (int component = 1; component <= COMPONENTS_LOOKED_AT; component++) {
            if (!text(component).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Where this stands, such as {@code PID-3[2]}. */
    public String where() {
        return segment + "-" + number + (repetition == 0 ? "" : "[" + (repetition + 1) + "]");
    }

    private static final int COMPONENTS_LOOKED_AT = 9;

    String raw(int component, int subcomponent) {
        try {
            String value = Terser.get(parsed, number, repetition, component, subcomponent);
            return value == null ? "" : value;
        } catch (HL7Exception absent) {
            return "";
        }
    }

    /** Line breaks as HL7 v2 escapes them; what an escape brought in is held to the same rule as the text around it. */
    private static String lines(String raw) {
        String text = raw.indexOf('\\') < 0 ? raw : raw.replace("\\.br\\", "\n").replaceAll("\\\\[HN]\\\\", "");
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' && text.charAt(i) != '\n' && text.charAt(i) != '\r' && text.charAt(i) != '\t') {
                throw CharacterSet.damaged();
            }
        }
        return text;
    }
}
