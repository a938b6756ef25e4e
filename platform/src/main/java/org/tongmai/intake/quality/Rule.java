package org.tongmai.intake.quality;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/**
 * A rule of quality, in one edition.
 *
 * @param code stable; what findings are counted by
 * @param over what it judges
 * @param sets for which data sets: the door, the kind of the message, or its beginning before {@code ^}; {@code *} for all
 * @param weight inside its dimension; 0 counts findings and no score
 * @param elements data elements it is about; samples show their values, masked
 * @param when whether it applies; null for always
 * @param holds what must hold; null of a rule over arrivals
 * @param words what it demands
 * @param mend what the sender can do
 * @param before a value that breaks it, and {@code after}, the same mended
 */
public record Rule(
        String code,
        Span span,
        Over over,
        List<String> sets,
        Dimension dimension,
        Severity severity,
        int weight,
        List<String> elements,
        @Nullable Expression when,
        @Nullable Expression holds,
        Text words,
        Text mend,
        String before,
        String after) {

    /** What a rule judges. */
    public enum Over {
        /** Each message, document or row: what it says. */
        MESSAGE,
        /** Each message, document or row: whether it was accepted. */
        ARRIVAL,
        /** The sum of a day against the count that the source tells. */
        DAY
    }

    static final String ANY = "*";

    public Rule {
        sets = List.copyOf(sets);
        elements = List.copyOf(elements);
    }

    /** Whether it is a rule for these messages. */
    public boolean isFor(String door, String kind) {
        int caret = kind.indexOf('^');
        String beginning = caret < 0 ? kind : kind.substring(0, caret);
        return sets.contains(ANY) || sets.contains(door) || sets.contains(kind) || sets.contains(beginning);
    }

    /** What applies it, for people; empty for always. */
    public String condition() {
        return when == null ? "" : when.text();
    }

    /** What must hold, for people; empty of a rule over arrivals. */
    public String formula() {
        return holds == null ? "" : holds.text();
    }
}
