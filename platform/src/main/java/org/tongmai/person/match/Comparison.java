package org.tongmai.person.match;

import java.time.LocalDate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.Sex;

/**
 * The findings of the fields of two registrations.
 *
 * @param minor whether either was a child when registered
 * @param rarity what it says that both bear this name, in bits
 * @param document of documents other than the resident number
 * @param cardOnly whether the only documents they share are cards (社会保障卡, 居民健康卡), which a parent lends a child
 * @param slipInNumber whether the birth date inside a believable number is not the one stated beside it, but near
 */
record Comparison(
        boolean minor,
        NameFinding name,
        double rarity,
        BirthDates.Finding birthDate,
        SexFinding sex,
        NumberFinding number,
        DocumentFinding document,
        PhoneFinding phone,
        PostalAddress.Finding address,
        GuardianFinding guardian,
        boolean cardOnly,
        boolean slipInNumber) {

    private static final String CARD = DocumentType.CARD + " ";

    enum SexFinding implements Found {
        SAME("same", "性别相同", "the sex is the same"),
        MISSING("missing", "一方没有性别", "one side has no sex"),
        DIFFERENT("different", "性别不同", "the sex differs");

        @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
        private final Saying saying;

        SexFinding(String word, String zh, String en) {
            saying = Saying.of(word, zh, en);
        }

        @Override
        public Saying saying() {
            return saying;
        }
    }

    enum PhoneFinding implements Found {
        SAME("same", "电话相同", "a phone is the same"),
        SLIP("one-slip", "电话仅差一处笔误", "the phones differ by one slip"),
        MISSING("missing", "一方没有可比对的电话", "one side has no phone that can be compared"),
        DIFFERENT("different", "电话不同", "the phone differs");

        @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
        private final Saying saying;

        PhoneFinding(String word, String zh, String en) {
            saying = Saying.of(word, zh, en);
        }

        @Override
        public Saying saying() {
            return saying;
        }
    }

    /** Passports and the like: people have several, so that another one says nothing. */
    enum DocumentFinding implements Found {
        SAME("same", "其他证件相同", "another document is the same"),
        MISSING("missing", "没有相同的其他证件", "no other document is the same");

        @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
        private final Saying saying;

        DocumentFinding(String word, String zh, String en) {
            saying = Saying.of(word, zh, en);
        }

        @Override
        public Saying saying() {
            return saying;
        }
    }

    /** Contact persons: another one says nothing. */
    enum GuardianFinding implements Found {
        SAME("same", "联系人相同", "a contact person is the same"),
        MISSING("missing", "没有相同的联系人", "no contact person is the same");

        @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
        private final Saying saying;

        GuardianFinding(String word, String zh, String en) {
            saying = Saying.of(word, zh, en);
        }

        @Override
        public Saying saying() {
            return saying;
        }
    }

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
        Set<String> shared = new HashSet<>(one.documents());
        shared.retainAll(other.documents());
        return new Comparison(
                one.minor() || other.minor(),
                name,
                rarity,
                one.birthDate() == null || other.birthDate() == null
                        ? BirthDates.Finding.MISSING
                        : BirthDates.compare(one.birthDate(), other.birthDate()),
                sex(one.sex(), other.sex()),
                NumberFinding.compare(one.numbers(), other.numbers()),
                shared.isEmpty() ? DocumentFinding.MISSING : DocumentFinding.SAME,
                phone(one.phones(), other.phones()),
                one.address().compare(other.address()),
                Collections.disjoint(one.guardians(), other.guardians())
                        ? GuardianFinding.MISSING
                        : GuardianFinding.SAME,
                !shared.isEmpty() && shared.stream().allMatch(document -> document.startsWith(CARD)),
                slipInNumber(one) || slipInNumber(other));
    }

    Found found(Trait trait) {
        return switch (trait) {
            case NAME -> name;
            case BIRTH_DATE -> birthDate;
            case SEX -> sex;
            case NUMBER -> number;
            case DOCUMENT -> document;
            case PHONE -> phone;
            case ADDRESS -> address;
            case GUARDIAN -> guardian;
        };
    }

    /** The same but for one trait. */
    Comparison with(Trait trait, Found found) {
        return new Comparison(
                minor,
                trait == Trait.NAME ? (NameFinding) found : name,
                rarity,
                trait == Trait.BIRTH_DATE ? (BirthDates.Finding) found : birthDate,
                trait == Trait.SEX ? (SexFinding) found : sex,
                trait == Trait.NUMBER ? (NumberFinding) found : number,
                trait == Trait.DOCUMENT ? (DocumentFinding) found : document,
                trait == Trait.PHONE ? (PhoneFinding) found : phone,
                trait == Trait.ADDRESS ? (PostalAddress.Finding) found : address,
                trait == Trait.GUARDIAN ? (GuardianFinding) found : guardian,
                cardOnly,
                slipInNumber);
    }

    boolean sameDocument() {
        return document == DocumentFinding.SAME;
    }

    /** Whether a card and no other document is the same. */
    boolean sameCard() {
        return sameDocument() && cardOnly;
    }

    /**
     * Children born on one day under names that only sound or look alike: a slip of the pen, or twins (佳怡, 佳仪). Where they show
     * one card, any name that is not quite the same may be the other twin's, and a birth date that is not told the same day.
     */
    boolean perhapsTwins() {
        boolean oneDay =
                minor && birthDate == BirthDates.Finding.SAME || sameCard() && birthDate == BirthDates.Finding.MISSING;
        return oneDay
                && switch (name) {
                    case SOUNDS_SAME, LOOKS_SAME, ONE_LETTER, REORDERED -> true;
                    case PARTLY_HIDDEN, TRANSLITERATED, SHORTENED -> sameCard();
                    case SAME, MISSING, OTHER_SCRIPT, STOPGAP, DIFFERENT -> false;
                };
    }

    /** Whether the number does not quite agree with its own birth date, nor the names with each other: it may be a relative's. */
    boolean numberNeedsName() {
        return slipInNumber && name != NameFinding.SAME;
    }

    private static boolean slipInNumber(Registration one) {
        LocalDate born = one.birthDate();
        return born != null
                && one.numbers().stream()
                        .filter(NumberClaim::believable)
                        .anyMatch(number -> !number.born().equals(born));
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
