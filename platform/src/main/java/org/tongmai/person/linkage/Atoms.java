package org.tongmai.person.linkage;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tongmai.person.match.NumberClaim;
import org.tongmai.person.match.PersonName;
import org.tongmai.person.match.PostalAddress;

/** The keys of values that blocking combines: the whole value first, then coarser ones that survive a slip. */
final class Atoms {

    private static final int NUMBER_HEAD = 14;
    private static final int HEAD = 3;
    /** A phone without the codes of country and town. */
    private static final int PHONE_TAIL = 7;

    private Atoms() {}

    static int[][] of(Kind kind, String[] texts) {
        return keys(texts, readings(kind));
    }

    private static List<Function<String, String>> readings(Kind kind) {
        return switch (kind) {
            case GIVEN_NAME, MIDDLE_NAME ->
                List.of(Atoms::bare, text -> Likeness.sound(GivenNames.fullForm(text)), text -> head(bare(text)));
            case SURNAME, FULL_NAME -> List.of(Atoms::bare, Likeness::sound, text -> head(bare(text)));
            case BIRTH_DATE -> List.of(Atoms::wholeDate, text -> text.substring(0, 4), text -> ending(wholeDate(text)));
            case POSTCODE -> List.of(Atoms::bare, LetterComparers::district);
            case ADDRESS, PLACE, CATEGORY -> List.of(Atoms::bare);
            case PHONE -> List.of(text -> text.substring(Math.max(0, text.length() - PHONE_TAIL)));
            case EMAIL -> List.of(text -> text.substring(0, text.indexOf('@')));
            case IDENTIFIER, RESIDENT_NUMBER ->
                List.of(
                        Atoms::bare,
                        text -> half(text, 0, text.length() / 2),
                        text -> half(text, text.length() / 2, text.length()));
            case SEX -> List.of();
        };
    }

    static int[][] ofNames(PersonName[] names) {
        return new int[][] {
            hashes(names, PersonName::text),
            hashes(names, name -> name.syllables().stream().sorted().collect(Collectors.joining(" "))),
            hashes(names, name -> name.syllables().getFirst())
        };
    }

    static int[][] ofAddresses(PostalAddress[] addresses) {
        return new int[][] {hashes(addresses, PostalAddress::detail)};
    }

    static int[][] ofNumbers(NumberClaim[] claims) {
        return new int[][] {
            hashes(claims, NumberClaim::value),
            hashes(
                    claims,
                    claim -> claim.value()
                            .substring(0, Math.min(NUMBER_HEAD, claim.value().length())))
        };
    }

    private static String bare(String text) {
        return text.replace(" ", "");
    }

    private static String head(String text) {
        return text.substring(0, Math.min(HEAD, text.length()));
    }

    private static String wholeDate(String text) {
        return text.endsWith("00") ? "" : text;
    }

    private static String ending(String date) {
        return date.isEmpty() ? "" : date.substring(4);
    }

    private static String half(String text, int from, int to) {
        return text.length() < 2 * HEAD ? "" : text.substring(from, to);
    }

    private static int[][] keys(String[] texts, List<Function<String, String>> readings) {
        return readings.stream().map(reading -> hashes(texts, reading)).toArray(int[][]::new);
    }

    private static <T> int[] hashes(T[] values, Function<T, String> reading) {
        int[] hashes = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            String text = reading.apply(values[i]);
            hashes[i] = text.isEmpty() ? 0 : Math.max(1, Mix.of(text.hashCode()) & Integer.MAX_VALUE);
        }
        return hashes;
    }
}
