package org.tongmai.person.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Sex;

/**
 * The findings of the fields of two registrations.
 *
 * @param minor whether either was a child when registered
 * @param rarity what it says that both bear this name, in bits
 * @param samePhone whether they share a phone
 * @param sameGuardian whether they share a contact person
 * @param sameDocument whether they share a document other than the resident number
 */
record Comparison(
        boolean minor,
        NameFinding name,
        double rarity,
        BirthDates.Finding birthDate,
        SexFinding sex,
        NumberFinding number,
        boolean sameDocument,
        PhoneFinding phone,
        PostalAddress.Finding address,
        boolean sameGuardian) {

    enum SexFinding {
        SAME("same", 1, "性别相同", "the sex is the same"),
        MISSING("missing", 0, "一方没有性别", "one side has no sex"),
        DIFFERENT("different", -6, "性别不同", "the sex differs");

        private final String word;
        private final double bits;
        private final String zh;
        private final String en;

        SexFinding(String word, double bits, String zh, String en) {
            this.word = word;
            this.bits = bits;
            this.zh = zh;
            this.en = en;
        }
    }

    enum PhoneFinding {
        SAME("same", 14, "电话相同", "a phone is the same"),
        SLIP("one-slip", 8, "电话仅差一处笔误", "the phones differ by one slip"),
        MISSING("missing", 0, "一方没有可比对的电话", "one side has no phone that can be compared"),
        DIFFERENT("different", -1, "电话不同", "the phone differs");

        private final String word;
        private final double bits;
        private final String zh;
        private final String en;

        PhoneFinding(String word, double bits, String zh, String en) {
            this.word = word;
            this.bits = bits;
            this.zh = zh;
            this.en = en;
        }
    }

    private static final double DOCUMENT_BITS = 20;
    private static final double GUARDIAN_BITS = 5;
    /** Phone, address and contact person are those of a household: together they say less than their sum. */
    private static final double HOUSEHOLD_MOST = 22;

    static Comparison of(Registration one, Registration other) {
        NameFinding name = NameFinding.MISSING;
        double rarity = 0;
        boolean first = true;
        for (PersonName mine : one.names()) {
            for (PersonName theirs : other.names()) {
                NameFinding found = NameComparison.compare(mine, theirs);
                if (first || found.compareTo(name) < 0) {
                    name = found;
                    rarity = Math.min(one.rarity(mine), other.rarity(theirs));
                    first = false;
                }
            }
        }
        return new Comparison(
                one.minor() || other.minor(),
                name,
                rarity,
                one.birthDate() == null || other.birthDate() == null
                        ? BirthDates.Finding.MISSING
                        : BirthDates.compare(one.birthDate(), other.birthDate()),
                sex(one.sex(), other.sex()),
                NumberFinding.compare(one.numbers(), other.numbers()),
                !Collections.disjoint(one.documents(), other.documents()),
                phone(one.phones(), other.phones()),
                one.address().compare(other.address()),
                !Collections.disjoint(one.guardians(), other.guardians()));
    }

    /** The weights of all fields together, without the prior. */
    double bits() {
        return name.bits(rarity)
                + birthDate.bits()
                + sex.bits
                + number.bits()
                + (sameDocument ? DOCUMENT_BITS : 0)
                + household();
    }

    List<Reason> reasons() {
        var reasons = new ArrayList<Reason>();
        reasons.add(new Reason("name", name.word(), name.text(), name.bits(rarity)));
        reasons.add(new Reason("birth-date", birthDate.word(), birthDate.text(), birthDate.bits()));
        reasons.add(new Reason("sex", sex.word, new Text(sex.zh, sex.en), sex.bits));
        reasons.add(new Reason("resident-number", number.word(), number.text(), number.bits()));
        if (sameDocument) {
            reasons.add(
                    new Reason("document", "same", new Text("其他证件相同", "another document is the same"), DOCUMENT_BITS));
        }
        reasons.add(new Reason("phone", phone.word, new Text(phone.zh, phone.en), phone.bits));
        reasons.add(new Reason("address", address.word(), address.text(), address.bits()));
        if (sameGuardian) {
            reasons.add(
                    new Reason("guardian", "same", new Text("联系人相同", "a contact person is the same"), GUARDIAN_BITS));
        }
        return reasons;
    }

    /** Children born on one day under names that only sound or look alike: a slip of the pen, or twins (佳怡, 佳仪). */
    boolean perhapsTwins() {
        return minor
                && birthDate == BirthDates.Finding.SAME
                && switch (name) {
                    case SOUNDS_SAME, LOOKS_SAME, ONE_LETTER, REORDERED -> true;
                    case SAME, PARTLY_HIDDEN, TRANSLITERATED, SHORTENED, MISSING, STOPGAP, DIFFERENT -> false;
                };
    }

    double household() {
        return Math.min(HOUSEHOLD_MOST, phone.bits + address.bits() + (sameGuardian ? GUARDIAN_BITS : 0));
    }

    private static PhoneFinding phone(Set<String> ones, Set<String> others) {
        if (ones.isEmpty() || others.isEmpty()) {
            return PhoneFinding.MISSING;
        }
        if (!Collections.disjoint(ones, others)) {
            return PhoneFinding.SAME;
        }
        boolean slip = ones.stream().anyMatch(one -> others.stream().anyMatch(other -> Slips.one(one, other)));
        return slip ? PhoneFinding.SLIP : PhoneFinding.DIFFERENT;
    }

    private static SexFinding sex(Sex one, Sex other) {
        if (one == Sex.UNKNOWN || one == Sex.UNSPECIFIED || other == Sex.UNKNOWN || other == Sex.UNSPECIFIED) {
            return SexFinding.MISSING;
        }
        return one == other ? SexFinding.SAME : SexFinding.DIFFERENT;
    }
}
