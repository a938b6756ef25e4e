package org.tongmai.person.match;

import org.tongmai.person.match.Judgement.Rule;
import org.tongmai.person.match.Judgement.Verdict;

/**
 * Judges whether two registrations are of one person: rules for what is certain, and for the rest the sum of the weights of
 * the fields by Fellegi and Sunter, {@code log2(m/u)} each. The weights are fixed and explained in
 * {@code docs/decisions/person-matching.md}; two runs of one version judge alike.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1969.10501049">Fellegi and Sunter 1969</a>
 */
public final class MatchModel {

    /** Changes with every weight and every rule. */
    public static final int VERSION = 1;

    /** Chance that a registration drawn at random is of the same person, in bits: one in 67 million, a large province. */
    static final double PRIOR = -26;

    /** Odds of 1,000 to 1 that a link is right. */
    static final double SAME_LEAST = 10;

    /** Even odds: worth a steward's look. */
    static final double POSSIBLE_LEAST = 0;

    /** A name borne by this many registrations says what its characters say; by more, less. */
    static final int HOLDERS_FREE = 64;

    private MatchModel() {}

    /** The judgement about two registrations; the same in both directions. */
    public static Judgement judge(Registration one, Registration other) {
        Comparison comparison = Comparison.of(one, other);
        double bits = PRIOR + comparison.bits();
        return switch (comparison.name()) {
            case DIFFERENT -> otherName(comparison, bits);
            case STOPGAP -> stopgap(comparison, bits);
            case SAME,
                    PARTLY_HIDDEN,
                    SOUNDS_SAME,
                    LOOKS_SAME,
                    ONE_LETTER,
                    REORDERED,
                    TRANSLITERATED,
                    SHORTENED,
                    MISSING -> agreeing(comparison, bits);
        };
    }

    private static Judgement otherName(Comparison comparison, double bits) {
        boolean sameNumber = comparison.number() == NumberFinding.SAME
                || comparison.number() == NumberFinding.SAME_DOUBTED
                || comparison.sameDocument();
        return sameNumber
                ? judgement(Verdict.POSSIBLE, true, bits, Rule.SAME_NUMBER_OTHER_NAME, comparison)
                : judgement(Verdict.DIFFERENT, true, bits, Rule.OTHER_NAME, comparison);
    }

    /** Twins are written down under one mother's name: only a document of the child's own tells them apart. */
    private static Judgement stopgap(Comparison comparison, double bits) {
        if (comparison.number() == NumberFinding.DIFFERENT) {
            return judgement(Verdict.DIFFERENT, true, bits, Rule.OTHER_NUMBER, comparison);
        }
        if (comparison.number() == NumberFinding.SAME && comparison.birthDate().near()) {
            return judgement(Verdict.SAME, false, bits, Rule.SAME_NUMBER, comparison);
        }
        boolean one = comparison.birthDate() == BirthDates.Finding.SAME
                && (comparison.sameDocument()
                        || comparison.sameGuardian()
                        || comparison.phone() == Comparison.PhoneFinding.SAME);
        return judgement(one ? Verdict.POSSIBLE : Verdict.DIFFERENT, true, bits, Rule.STOPGAP_NAME, comparison);
    }

    private static Judgement agreeing(Comparison comparison, double bits) {
        if (comparison.number() == NumberFinding.DIFFERENT) {
            boolean odd = bits - NumberFinding.DIFFERENT.bits() >= SAME_LEAST;
            return judgement(odd ? Verdict.POSSIBLE : Verdict.DIFFERENT, true, bits, Rule.OTHER_NUMBER, comparison);
        }
        boolean born = comparison.birthDate() != BirthDates.Finding.DIFFERENT;
        if (comparison.number() == NumberFinding.SAME && born) {
            return judgement(Verdict.SAME, false, bits, Rule.SAME_NUMBER, comparison);
        }
        boolean named = comparison.name().compatible();
        if (bits >= SAME_LEAST && comparison.perhapsTwins() && bits - comparison.household() < SAME_LEAST) {
            return judgement(Verdict.POSSIBLE, false, bits, Rule.PERHAPS_TWINS, comparison);
        }
        if (bits >= SAME_LEAST && named && born) {
            Rule rule = comparison.sameDocument() ? Rule.SAME_DOCUMENT : Rule.WEIGHTS;
            return judgement(Verdict.SAME, false, bits, rule, comparison);
        }
        return judgement(
                bits >= POSSIBLE_LEAST ? Verdict.POSSIBLE : Verdict.DIFFERENT, false, bits, Rule.WEIGHTS, comparison);
    }

    private static Judgement judgement(
            Verdict verdict, boolean forbids, double bits, Rule rule, Comparison comparison) {
        return new Judgement(verdict, forbids, bits, rule, comparison.reasons());
    }
}
