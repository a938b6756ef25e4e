package org.tongmai.intake.quality;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Mask;

/**
 * A data element (数据元) of the dictionary, in one edition.
 *
 * @param id such as {@code DE02.01.040.00} (WS/T 363)
 * @param edition of the standard, such as {@code WS/T 363.3-2023}
 * @param span when that edition holds
 * @param type S1 free text, S2 a list of words, S3 a code, L, N, D, DT, T, BY
 * @param notation the format as the dictionary writes it
 * @param codes name of the table of its codes (值域); empty for none
 * @param allowed those codes; empty where any value may stand
 * @param verified whether the line was compared with the text of the standard
 */
public record Element(
        String id,
        String edition,
        Span span,
        Text name,
        Type type,
        String notation,
        Format format,
        String codes,
        Set<String> allowed,
        @Nullable Expression value,
        boolean verified) {

    /** The types of data elements of WS/T 363. */
    public enum Type {
        S1,
        S2,
        S3,
        L,
        N,
        D,
        DT,
        T,
        BY
    }

    private static final int DAY_SHOWN = 6;

    public Element {
        allowed = Set.copyOf(allowed);
    }

    /** Whether a value is one that the element may have. */
    boolean conforms(String sent) {
        return format.fits(sent) && (allowed.isEmpty() || allowed.contains(sent));
    }

    /** As it may be shown: a code and a number as they are, of a day year and month, of a text its beginning. */
    String masked(String sent) {
        return switch (type) {
            case S2, S3, L, N -> sent;
            case D, DT, T -> sent.length() <= DAY_SHOWN ? sent : sent.substring(0, DAY_SHOWN) + "*".repeat(2);
            case S1 -> sent.matches("[\\x20-\\x7E]+") ? Mask.allButTail(sent) : Mask.name(sent);
            case BY -> "";
        };
    }
}
