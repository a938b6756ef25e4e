package org.tongmai.person.match;

import java.util.List;

/** What the comparison of resident identity numbers found, from the same to different. */
public enum NumberFinding implements Found {
    SAME("same", "身份证件号码相同", "the resident number is the same"),
    SLIP("one-slip", "身份证件号码仅差一处笔误", "the resident numbers differ by one slip, and one is mistyped"),
    SAME_MISTYPED("same-mistyped", "身份证件号码错得相同", "the same mistyped resident number"),
    SAME_DOUBTED(
            "same-doubted",
            "身份证件号码相同，但与所填出生日期不符",
            "the same resident number, which contradicts the birth date beside it"),
    MISSING("missing", "一方没有可比对的身份证件号码", "one side has no resident number that can be compared"),
    DOUBTED(
            "differs-doubted",
            "身份证件号码不同，但其一与所填出生日期不符",
            "the resident numbers differ, one contradicts the birth date beside it"),
    UNLIKE("unlike", "身份证件号码不同，其一有误", "the resident numbers differ, one is mistyped"),
    DIFFERENT("different", "身份证件号码不同且均有效", "the resident numbers differ and both are valid");

    @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
    private final Saying saying;

    NumberFinding(String word, String zh, String en) {
        saying = Saying.of(word, zh, en);
    }

    @Override
    public Saying saying() {
        return saying;
    }

    /** The best finding between any of the numbers of two registrations. */
    public static NumberFinding compare(List<NumberClaim> ones, List<NumberClaim> others) {
        NumberFinding best = MISSING;
        boolean first = true;
        for (NumberClaim one : ones) {
            for (NumberClaim other : others) {
                NumberFinding found = compare(one, other);
                if (first || found.compareTo(best) < 0) {
                    best = found;
                    first = false;
                }
            }
        }
        return best;
    }

    private static NumberFinding compare(NumberClaim one, NumberClaim other) {
        boolean same = one.value().equals(other.value());
        if (same) {
            boolean mistyped = one.state() == NumberClaim.State.MISTYPED;
            return one.believable() && other.believable() ? SAME : mistyped ? SAME_MISTYPED : SAME_DOUBTED;
        }
        if (one.distinctive() && other.distinctive()) {
            return sameKind(one, other) ? DIFFERENT : DOUBTED;
        }
        if (one.state() == NumberClaim.State.CONTRADICTED || other.state() == NumberClaim.State.CONTRADICTED) {
            return DOUBTED;
        }
        return Slips.one(one.value(), other.value()) || slipInOldPart(one, other) ? SLIP : UNLIKE;
    }

    /** A slip among the 15 digits of an old number also changes the check digit computed for it. */
    private static boolean slipInOldPart(NumberClaim one, NumberClaim other) {
        return (one.state() == NumberClaim.State.CONVERTED || other.state() == NumberClaim.State.CONVERTED)
                && one.value().length() == 18
                && other.value().length() == 18
                && Slips.one(one.value().substring(0, 17), other.value().substring(0, 17));
    }

    /** A resident of Hong Kong or a foreigner may also bear a number of another kind. */
    private static boolean sameKind(NumberClaim one, NumberClaim other) {
        char first = one.value().charAt(0);
        char second = other.value().charAt(0);
        return first == second || (first < '8' && second < '8');
    }
}
