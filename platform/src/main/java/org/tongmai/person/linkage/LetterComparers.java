package org.tongmai.person.linkage;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** How values written in letters and digits are compared, kind by kind. */
final class LetterComparers {

    private static final int SLIP = Finding.SLIP.ordinal();
    private static final int CLOSE = Finding.CLOSE.ordinal();
    private static final int PART = Finding.PART.ordinal();
    private static final int SIMILAR = Finding.SIMILAR.ordinal();
    private static final int DIFFERENT = Finding.DIFFERENT.ordinal();

    /** Thresholds of Splink's name comparison, in use across the field since Winkler. */
    private static final double NAME_CLOSE = 0.88;

    private static final double NAME_SIMILAR = 0.7;
    private static final double TEXT_CLOSE = 0.9;
    private static final double ADDRESS_CLOSE = 0.75;
    private static final double ADDRESS_SIMILAR = 0.4;
    private static final int PREFIX_LEAST = 3;

    private LetterComparers() {}

    static Comparer of(Kind kind, String[] texts) {
        return switch (kind) {
            case GIVEN_NAME, MIDDLE_NAME, SURNAME, FULL_NAME -> name(texts, kind != Kind.SURNAME);
            case BIRTH_DATE -> new DateComparer(texts);
            case SEX -> (one, other) -> DIFFERENT;
            case ADDRESS -> address(texts);
            case POSTCODE -> postcode(texts);
            case PLACE, CATEGORY -> text(texts);
            case PHONE -> phone(texts);
            case EMAIL -> email(texts);
            case IDENTIFIER, RESIDENT_NUMBER -> identifier(texts);
        };
    }

    private static Comparer name(String[] texts, boolean given) {
        String[] bare = bare(texts);
        return (one, other) -> {
            String first = bare[one];
            String second = bare[other];
            boolean initial = first.length() == 1 || second.length() == 1;
            if ((!initial && Likeness.slip(first, second)) || first.equals(second)) {
                return SLIP;
            }
            if (part(texts[one], texts[other]) || (given && GivenNames.sameForm(texts[one], texts[other]))) {
                return PART;
            }
            if (initial) {
                return DIFFERENT;
            }
            double likeness = Likeness.jaroWinkler(first, second);
            return likeness >= NAME_CLOSE ? CLOSE : likeness >= NAME_SIMILAR ? SIMILAR : DIFFERENT;
        };
    }

    /** An initial, a beginning, or some of the words. */
    private static boolean part(String one, String other) {
        String shorter = one.length() <= other.length() ? one : other;
        String longer = one.length() <= other.length() ? other : one;
        if (longer.startsWith(shorter) && (shorter.length() == 1 || shorter.length() >= PREFIX_LEAST)) {
            return true;
        }
        if (longer.indexOf(' ') < 0) {
            return false;
        }
        Set<String> words = new HashSet<>(Arrays.asList(longer.split(" ")));
        return words.containsAll(Arrays.asList(shorter.split(" ")));
    }

    private static Comparer address(String[] texts) {
        int[][] neighbours = new int[texts.length][];
        String[] bare = bare(texts);
        for (int i = 0; i < texts.length; i++) {
            neighbours[i] = Likeness.neighbours(bare[i]);
        }
        return (one, other) -> {
            if (Likeness.slip(bare[one], bare[other])) {
                return SLIP;
            }
            double likeness = Likeness.dice(neighbours[one], neighbours[other]);
            return likeness >= ADDRESS_CLOSE ? CLOSE : likeness >= ADDRESS_SIMILAR ? SIMILAR : DIFFERENT;
        };
    }

    private static Comparer postcode(String[] texts) {
        return (one, other) -> {
            String first = texts[one];
            String second = texts[other];
            if (Likeness.slip(first, second)) {
                return SLIP;
            }
            return district(first).equals(district(second))
                    ? PART
                    : area(first).equals(area(second)) ? SIMILAR : DIFFERENT;
        };
    }

    /** What stands before the last three places where letters lead (United Kingdom), else all but the last two places. */
    static String district(String postcode) {
        int cut = !postcode.isEmpty() && Character.isLetter(postcode.charAt(0)) ? 3 : 2;
        return postcode.length() > cut ? postcode.substring(0, postcode.length() - cut) : postcode;
    }

    private static String area(String postcode) {
        int end = 0;
        while (end < postcode.length() && Character.isLetter(postcode.charAt(end))) {
            end++;
        }
        return postcode.substring(0, end == 0 ? Math.min(1, postcode.length()) : end);
    }

    private static Comparer text(String[] texts) {
        String[] bare = bare(texts);
        return (one, other) -> {
            String first = bare[one];
            String second = bare[other];
            if ((Math.min(first.length(), second.length()) > 1 && Likeness.slip(first, second))
                    || first.equals(second)) {
                return SLIP;
            }
            if (Math.min(first.length(), second.length()) > PREFIX_LEAST && part(texts[one], texts[other])) {
                return PART;
            }
            return Likeness.jaroWinkler(first, second) >= TEXT_CLOSE ? CLOSE : DIFFERENT;
        };
    }

    private static Comparer phone(String[] texts) {
        return (one, other) -> {
            String first = texts[one];
            String second = texts[other];
            if (Likeness.slip(first, second)) {
                return SLIP;
            }
            // one with the code of the country or town, one without
            boolean tail = first.length() != second.length() && (first.endsWith(second) || second.endsWith(first));
            return tail ? PART : Likeness.twoSlips(first, second) ? CLOSE : DIFFERENT;
        };
    }

    private static Comparer email(String[] texts) {
        String[] users = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            users[i] = texts[i].substring(0, texts[i].indexOf('@'));
        }
        return (one, other) -> {
            if (Likeness.slip(texts[one], texts[other])) {
                return SLIP;
            }
            if (users[one].equals(users[other])) {
                return PART;
            }
            return Likeness.jaroWinkler(texts[one], texts[other]) >= NAME_CLOSE
                            && Likeness.jaroWinkler(users[one], users[other]) >= NAME_CLOSE
                    ? CLOSE
                    : DIFFERENT;
        };
    }

    private static Comparer identifier(String[] texts) {
        return (one, other) -> {
            String first = texts[one];
            String second = texts[other];
            if (Likeness.slip(first, second)) {
                return SLIP;
            }
            return Likeness.twoSlips(first, second) ? CLOSE : DIFFERENT;
        };
    }

    private static String[] bare(String[] texts) {
        String[] bare = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            bare[i] = texts[i].replace(" ", "");
        }
        return bare;
    }
}
