package org.tongmai.intake.quality;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}|\\d{1,6}");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]+");

    /** Neither a name nor a number that somebody bears: few letters before a digit, and no seven digits on end. */
    private static final Pattern CODE =
            Pattern.compile("(?!.*\\d{7})([A-Za-z]{0,3}[0-9.][A-Za-z0-9.+*/-]{0,12}|[A-Za-z]{1,3}|男|女)");

    public Element {
        allowed = Set.copyOf(allowed);
    }

    /** Whether a value is one that the element may have. */
    boolean conforms(String sent) {
        return format.fits(sent) && (allowed.isEmpty() || allowed.contains(sent));
    }

    /**
     * As it may be shown: a code and a number as they are, of a day year and month, of a text its beginning. What is none of these
     * may be anything, such as the name of the next column.
     */
    String masked(String sent) {
        return switch (type) {
            case S2, S3, L, N -> allowed.contains(sent) || CODE.matcher(sent).matches() ? sent : text(sent);
            case D, DT, T -> {
                Matcher month = MONTH.matcher(sent);
                yield month.lookingAt() ? month.group() + (month.end() == sent.length() ? "" : "**") : text(sent);
            }
            case S1 -> text(sent);
            case BY -> "";
        };
    }

    private static String text(String sent) {
        return PRINTABLE.matcher(sent).matches() ? Mask.allButTail(sent) : Mask.name(sent);
    }
}
