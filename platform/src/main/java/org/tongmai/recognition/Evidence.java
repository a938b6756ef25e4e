package org.tongmai.recognition;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/**
 * What quality control says of one item at one institution for a time (质控证据).
 *
 * @param institution USCC
 * @param item code; {@value #EVERY} for all of the institution's items
 * @param level how far the mark reaches that it gives; null for what gives none
 * @param area where; null with the level
 * @param passed whether the round was passed, or the day was in control
 * @param period the days for which it speaks
 * @param reference name of the round, or number of the certificate; empty where there is none
 */
record Evidence(
        long id,
        String institution,
        String item,
        Kind kind,
        @Nullable Level level,
        @Nullable String area,
        boolean passed,
        Item.Period period,
        String reference) {

    static final String EVERY = "*";

    /** Longest name of a round. */
    static final int REFERENCE_LONGEST = 100;

    Evidence {
        if ((level == null) != (area == null)
                || (level == null && (kind == Kind.EXTERNAL || kind == Kind.CERTIFICATE))) {
            throw new IllegalArgumentException(
                    "an external round and a certificate name level and area; others neither");
        }
        if (reference.length() > REFERENCE_LONGEST) {
            throw new IllegalArgumentException("a reference has at most " + REFERENCE_LONGEST + " characters");
        }
    }

    /** What said it. */
    @SuppressWarnings("ImmutableEnumChecker") // records of text do not change
    enum Kind {
        /** 室间质评: a round of external assessment. */
        EXTERNAL("室间质评", "external quality assessment"),
        /** A certificate of a quality control centre for the item. */
        CERTIFICATE("质控合格证书", "certificate"),
        /** 室内质控: the laboratory's own control, a day or longer. */
        INTERNAL("室内质控", "internal quality control"),
        /** 暂停互认: recognition is suspended. */
        SUSPENSION("暂停互认", "suspension");

        private final Text words;

        Kind(String zh, String en) {
            this.words = new Text(zh, en);
        }

        Text words() {
            return words;
        }
    }

    boolean of(String institutionAsked, String itemAsked) {
        return institution.equals(institutionAsked) && (item.equals(itemAsked) || item.equals(EVERY));
    }

    boolean holds(LocalDate day) {
        return period.holds(day);
    }
}
