package org.tongmai.person.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How much it says that two people bear one name, in bits: minus the logarithm of the share of people who bear it, by the
 * frequencies of characters as surname and in given names ({@code name-characters.csv}). 王伟 says 12 bits, 欧阳某 20.
 */
final class NameRarity {

    /** No name says less (the commonest is borne by some 0.02 %), none more: behind rare characters stand mistypings. */
    static final double LEAST = 8;

    static final double MOST = 20;

    /** Letters say less each than characters; a word of four is about one character. */
    private static final double BITS_PER_LETTER = 2;

    private static final int SURNAME = 1;
    private static final int FIRST = 2;
    private static final int SECOND = 3;
    private static final int SINGLE = 4;

    /** Share of given names with one character; the rest have two. */
    private static final double SINGLE_SHARE = 0.15;

    private static final Map<String, double[]> SHARES = shares();

    private NameRarity() {}

    static double bits(PersonName name) {
        double bits =
                switch (name.script()) {
                    case HAN -> surname(name.surname()) + given(name.given());
                    case HAN_DOTTED ->
                        4.0 * name.text().codePoints().filter(Han::is).count();
                    case LATIN ->
                        BITS_PER_LETTER
                                * name.text()
                                        .codePoints()
                                        .filter(Character::isLetter)
                                        .count();
                    case NEWBORN -> LEAST;
                };
        return Math.clamp(bits, LEAST, MOST);
    }

    /** The most that a name so written says, however it is parted into surname and given name. */
    static double most(String text) {
        return PersonName.read(text, "")
                .map(name -> name.script() == PersonName.Script.HAN ? mostParted(text) : bits(name))
                .orElse(MOST);
    }

    private static double mostParted(String text) {
        return IntStream.rangeClosed(0, text.length())
                .mapToDouble(end -> surname(text.substring(0, end)) + given(text.substring(end)))
                .map(bits -> Math.clamp(bits, LEAST, MOST))
                .max()
                .orElse(MOST);
    }

    private static double surname(String surname) {
        return surname.isEmpty() ? 0 : share(surname, SURNAME);
    }

    private static double given(String given) {
        List<String> characters =
                given.codePoints().mapToObj(Character::toString).toList();
        return switch (characters.size()) {
            case 0 -> 0;
            case 1 -> bits(SINGLE_SHARE) + share(characters.getFirst(), SINGLE);
            default -> bits(1 - SINGLE_SHARE) + share(characters.get(0), FIRST) + share(characters.get(1), SECOND);
        };
    }

    private static double share(String characters, int place) {
        if (characters.codePointAt(0) == PersonName.HIDDEN) {
            return 0;
        }
        double[] shares = SHARES.get(characters);
        return shares == null ? unseen(place) : shares[place];
    }

    private static double unseen(int place) {
        return place == SURNAME ? 14 : 12;
    }

    private static double bits(double share) {
        return -Math.log(share) / Math.log(2);
    }

    private static Map<String, double[]> shares() {
        List<String[]> rows = Lines.of("name-characters.csv").stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
        double[] totals = new double[SINGLE + 1];
        for (String[] row : rows) {
            for (int place = SURNAME; place <= SINGLE; place++) {
                totals[place] += Integer.parseInt(row[place]);
            }
        }
        var shares = new HashMap<String, double[]>(8192);
        for (String[] row : rows) {
            double[] bits = new double[SINGLE + 1];
            for (int place = SURNAME; place <= SINGLE; place++) {
                bits[place] = Math.min(unseen(place), bits((Integer.parseInt(row[place]) + 0.5) / totals[place]));
            }
            shares.put(row[0], bits);
        }
        return shares;
    }
}
