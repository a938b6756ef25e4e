package org.tongmai.person.match;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Compares two names as people mistake them: by ear, by eye, in another order, with a part missing, in letters. */
public final class NameComparison {

    /** A word of letters must be this long for one letter to be a slip. */
    private static final int SLIP_LENGTH = 5;

    private NameComparison() {}

    /** The finding; the same in both directions. */
    public static NameFinding compare(PersonName one, PersonName other) {
        if (one.text().equals(other.text())) {
            return one.script() == PersonName.Script.NEWBORN ? NameFinding.STOPGAP : NameFinding.SAME;
        }
        if (one.script() == PersonName.Script.NEWBORN || other.script() == PersonName.Script.NEWBORN) {
            return stopgap(one, other);
        }
        boolean letters = one.script() == PersonName.Script.LATIN;
        if (letters != (other.script() == PersonName.Script.LATIN)) {
            return letters ? transliterated(other, one) : transliterated(one, other);
        }
        return letters ? words(one.text(), other.text()) : characters(one, other);
    }

    /** A newborn's stopgap name says nothing about the name given later, but it is never the mother's. */
    private static NameFinding stopgap(PersonName one, PersonName other) {
        boolean mother = one.newbornOf().filter(other.text()::equals).isPresent()
                || other.newbornOf().filter(one.text()::equals).isPresent();
        boolean siblings = one.script() == other.script();
        return mother || siblings ? NameFinding.DIFFERENT : NameFinding.STOPGAP;
    }

    private static NameFinding characters(PersonName one, PersonName other) {
        int[] first = one.text().codePoints().toArray();
        int[] second = other.text().codePoints().toArray();
        if (first.length != second.length) {
            return shortened(one, other) ? NameFinding.SHORTENED : NameFinding.DIFFERENT;
        }
        int hidden = 0;
        int heard = 0;
        int seen = 0;
        int different = 0;
        for (int i = 0; i < first.length; i++) {
            if (first[i] != second[i]) {
                if (untold(first[i]) || untold(second[i])) {
                    hidden++;
                } else if (Han.soundAlikeButTone(first[i], second[i])) {
                    heard++;
                } else if (Han.lookAlike(first[i], second[i])) {
                    seen++;
                } else {
                    different++;
                }
            }
        }
        if (different > 0) {
            return sorted(first, second) ? NameFinding.REORDERED : NameFinding.DIFFERENT;
        }
        if (first.length - hidden - heard - seen < 1 || seen > 1 || (seen > 0 && heard > 0)) {
            return NameFinding.DIFFERENT;
        }
        if (hidden > 0) {
            return NameFinding.PARTLY_HIDDEN;
        }
        return heard > 0 ? NameFinding.SOUNDS_SAME : NameFinding.LOOKS_SAME;
    }

    /** Hidden, or so rare (生僻字) that systems replace it by whatever they have. */
    private static boolean untold(int character) {
        return character == PersonName.HIDDEN
                || (Han.is(character) && Han.readings(character).isEmpty());
    }

    private static boolean sorted(int[] first, int[] second) {
        int[] one = first.clone();
        int[] other = second.clone();
        Arrays.sort(one);
        Arrays.sort(other);
        return Arrays.equals(one, other);
    }

    /** One character of the given name left out, or only the first part of a name with middle dots. */
    private static boolean shortened(PersonName one, PersonName other) {
        boolean oneLonger = length(one.text()) > length(other.text());
        PersonName longer = oneLonger ? one : other;
        PersonName shorter = oneLonger ? other : one;
        if (longer.script() == PersonName.Script.HAN_DOTTED) {
            return longer.text().startsWith(shorter.text() + "·")
                    || longer.text().replace("·", "").equals(shorter.text());
        }
        return longer.surname().equals(shorter.surname())
                && length(shorter.given()) == 1
                && length(longer.given()) == 2
                && longer.given().contains(shorter.given());
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /**
     * By any reading of the characters, surname first or last, and ü as passports have it (吕 LYU, formerly LU or LV). A foreign name,
     * which is not made of Chinese syllables, cannot be told from its Chinese form.
     */
    private static NameFinding transliterated(PersonName han, PersonName letters) {
        String written = letters.text().replace(" ", "").toLowerCase(Locale.ROOT);
        String surname = han.script() == PersonName.Script.HAN ? han.surname() : "";
        String given = han.text().substring(surname.length());
        if (Han.spells(List.of(surname, given), written) || Han.spells(List.of(given, surname), written)) {
            return NameFinding.TRANSLITERATED;
        }
        return han.script() == PersonName.Script.HAN_DOTTED || !Han.syllables(written)
                ? NameFinding.OTHER_SCRIPT
                : NameFinding.DIFFERENT;
    }

    private static NameFinding words(String one, String other) {
        String[] first = one.split(" ");
        String[] second = other.split(" ");
        Arrays.sort(first);
        Arrays.sort(second);
        if (Arrays.equals(first, second)) {
            return NameFinding.REORDERED;
        }
        if (first.length != second.length) {
            return Arrays.asList(first).containsAll(Arrays.asList(second))
                            || Arrays.asList(second).containsAll(Arrays.asList(first))
                    ? Math.min(first.length, second.length) > 1 ? NameFinding.SHORTENED : NameFinding.DIFFERENT
                    : NameFinding.DIFFERENT;
        }
        int slips = 0;
        for (int i = 0; i < first.length; i++) {
            if (!first[i].equals(second[i])) {
                slips += Slips.one(first[i], second[i]) && first[i].length() >= SLIP_LENGTH ? 1 : 2;
            }
        }
        return slips == 1 ? NameFinding.ONE_LETTER : NameFinding.DIFFERENT;
    }
}
