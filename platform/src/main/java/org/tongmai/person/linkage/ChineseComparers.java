package org.tongmai.person.linkage;

import java.util.List;
import org.tongmai.person.match.NameComparison;
import org.tongmai.person.match.NameFinding;
import org.tongmai.person.match.NumberClaim;
import org.tongmai.person.match.NumberFinding;
import org.tongmai.person.match.PersonName;
import org.tongmai.person.match.PostalAddress;

/** How Chinese names, addresses and resident numbers are compared: by the comparisons of the person index. */
final class ChineseComparers {

    private ChineseComparers() {}

    static Comparer names(PersonName[] names) {
        return (one, other) ->
                finding(NameComparison.compare(names[one], names[other])).ordinal();
    }

    /** What a name says of another with the same text: nothing for certain, where it is a newborn's stopgap name. */
    static Finding same(PersonName name) {
        return finding(NameComparison.compare(name, name));
    }

    private static Finding finding(NameFinding found) {
        return switch (found) {
            case SAME -> Finding.SAME;
            case SOUNDS_SAME, LOOKS_SAME, ONE_LETTER -> Finding.SLIP;
            case TRANSLITERATED, REORDERED -> Finding.CLOSE;
            case PARTLY_HIDDEN, SHORTENED -> Finding.PART;
            case MISSING, OTHER_SCRIPT -> Finding.MISSING;
            case STOPGAP, DIFFERENT -> Finding.DIFFERENT;
        };
    }

    static Comparer addresses(PostalAddress[] addresses) {
        return (one, other) -> switch (addresses[one].compare(addresses[other])) {
            case SAME -> Finding.SAME.ordinal();
            case SIMILAR -> Finding.CLOSE.ordinal();
            case SAME_AREA -> Finding.PART.ordinal();
            case MISSING -> Finding.MISSING.ordinal();
            case DIFFERENT -> Finding.DIFFERENT.ordinal();
        };
    }

    static Comparer numbers(NumberClaim[] numbers) {
        return (one, other) -> number(numbers[one], numbers[other]).ordinal();
    }

    static Finding number(NumberClaim one, NumberClaim other) {
        return switch (NumberFinding.compare(List.of(one), List.of(other))) {
            case SAME -> Finding.SAME;
            case SLIP -> Finding.SLIP;
            case SAME_MISTYPED -> Finding.CLOSE;
            case SAME_DOUBTED -> Finding.SIMILAR;
            case UNLIKE, DOUBTED, MISSING -> Finding.MISSING;
            case DIFFERENT -> Finding.DIFFERENT;
        };
    }
}
