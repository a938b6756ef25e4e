package org.tongmai.person.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the index knows about single Chinese characters: readings (also several, 多音字), simplified form, similar shapes. */
final class Han {

    private static final Map<Integer, List<String>> READINGS = readings();
    private static final Map<Integer, Integer> SIMPLIFIED = simplified();
    private static final Map<Integer, Set<Integer>> SHAPES = shapes();
    private static final Map<String, List<String>> SURNAMES = own("surname-readings.txt");
    private static final Map<String, List<String>> GIVEN = own("given-readings.txt");

    private Han() {}

    static boolean is(int character) {
        return Character.isIdeographic(character);
    }

    /** The simplified form (简体) of a traditional or variant character, else the character itself. */
    static int simplify(int character) {
        return SIMPLIFIED.getOrDefault(character, character);
    }

    /** The readings with tone digit, the usual one first; empty for a character that has none here. */
    static List<String> readings(int character) {
        return READINGS.getOrDefault(character, List.of());
    }

    /** Whether the characters can sound alike, tone included. */
    static boolean soundAlike(int one, int other) {
        List<String> readings = readings(other);
        return readings(one).stream().anyMatch(readings::contains);
    }

    /** Whether the characters can sound alike but for the tone. */
    static boolean soundAlikeButTone(int one, int other) {
        return readings(one).stream()
                .map(Han::toneless)
                .anyMatch(reading -> readings(other).stream()
                        .anyMatch(second -> toneless(second).equals(reading)));
    }

    /** Whether the characters are taken for one another by the eye (形近字). */
    static boolean lookAlike(int one, int other) {
        return SHAPES.getOrDefault(one, Set.of()).contains(other);
    }

    /** The characters that look like this one, itself not among them. */
    static Set<Integer> lookAlikes(int character) {
        return SHAPES.getOrDefault(character, Set.of());
    }

    /** The usual reading of a character in given names, without tone; the character itself where it has none. */
    static String syllable(int character) {
        List<String> readings = GIVEN.getOrDefault(Character.toString(character), readings(character));
        return readings.isEmpty() ? Character.toString(character) : toneless(readings.getFirst());
    }

    /** The syllables of a surname without tones, by the surname's own reading where it has one (曾 zeng, 单 shan). */
    static List<String> surnameSyllables(String surname) {
        List<String> own = SURNAMES.get(surname);
        return own == null
                ? surname.codePoints().mapToObj(Han::syllable).toList()
                : own.stream().map(Han::toneless).toList();
    }

    private static Map<String, List<String>> own(String resource) {
        return Lines.of(resource).stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toUnmodifiableMap(
                        words -> words[0], words -> List.of(words).subList(1, words.length)));
    }

    private static String toneless(String reading) {
        char last = reading.charAt(reading.length() - 1);
        return last >= '0' && last <= '9' ? reading.substring(0, reading.length() - 1) : reading;
    }

    private static Map<Integer, List<String>> readings() {
        var readings = new HashMap<Integer, List<String>>(32_768);
        List<String[]> rows = Lines.of("han-readings.tsv").stream()
                .map(line -> line.split("\t", -1))
                .toList();
        for (int column = 1; column <= 2; column++) {
            for (String[] row : rows) {
                row[column].codePoints().forEach(character -> readings.merge(character, List.of(row[0]), Han::append));
            }
        }
        return readings;
    }

    private static List<String> append(List<String> some, List<String> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static Map<Integer, Integer> simplified() {
        var simplified = new HashMap<Integer, Integer>(8192);
        for (String line : Lines.of("han-simplified.txt")) {
            int first = line.codePointAt(0);
            simplified.put(first, line.codePointAt(Character.charCount(first)));
        }
        return simplified;
    }

    private static Map<Integer, Set<Integer>> shapes() {
        var shapes = new HashMap<Integer, Set<Integer>>(8192);
        for (String line : Lines.of("similar-shapes.txt")) {
            int[] group = line.codePoints().toArray();
            for (int one : group) {
                for (int other : group) {
                    alike(shapes, one, other);
                }
            }
        }
        for (String line : Lines.of("drawn-alike.txt")) {
            int[] pictures = line.codePoints().toArray();
            for (int other = 2; other < pictures.length; other++) {
                alike(shapes, pictures[0], pictures[other]);
                alike(shapes, pictures[other], pictures[0]);
            }
        }
        return shapes;
    }

    private static void alike(Map<Integer, Set<Integer>> shapes, int one, int other) {
        if (one != other) {
            shapes.computeIfAbsent(one, none -> new HashSet<>()).add(other);
        }
    }
}
