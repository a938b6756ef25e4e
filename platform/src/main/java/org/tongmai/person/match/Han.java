package org.tongmai.person.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the index knows about single Chinese characters: readings (also several, 多音字), simplified form, similar shapes. */
final class Han {

    private static final Map<Integer, List<String>> READINGS = readings();
    private static final Map<Integer, Integer> SIMPLIFIED = simplified();
    private static final Map<Integer, Set<Integer>> SHAPES = shapes();
    private static final Map<String, List<String>> SURNAMES = own("surname-readings.txt");
    private static final Map<String, List<String>> GIVEN = own("given-readings.txt");

    private static final Set<String> SYLLABLES = READINGS.values().stream()
            .flatMap(List::stream)
            .map(Han::toneless)
            .flatMap(Han::spellings)
            .collect(Collectors.toUnmodifiableSet());

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

    /** Whether letters (lower case, no blanks) are these parts of a name by some reading of each character. */
    static boolean spells(List<String> parts, String letters) {
        Set<Integer> ends = Set.of(0);
        for (String part : parts) {
            var beyond = new HashSet<Integer>();
            List<String> own = SURNAMES.get(part);
            if (own != null) {
                beyond.addAll(after(
                        ends,
                        letters,
                        Set.of(String.join("", own.stream().map(Han::toneless).toList()))));
            }
            Set<Integer> read = ends;
            for (int character : part.codePoints().filter(Han::is).toArray()) {
                read = after(read, letters, spellings(character));
            }
            beyond.addAll(read);
            ends = beyond;
        }
        return ends.contains(letters.length());
    }

    /** Whether letters (lower case, no blanks) can be read as Chinese syllables. */
    static boolean syllables(String letters) {
        Set<Integer> ends = Set.of(0);
        while (!ends.isEmpty() && !ends.contains(letters.length())) {
            ends = after(ends, letters, SYLLABLES);
        }
        return !ends.isEmpty();
    }

    private static Set<Integer> after(Set<Integer> starts, String letters, Set<String> spellings) {
        var ends = new HashSet<Integer>();
        for (int start : starts) {
            for (String spelling : spellings) {
                if (letters.startsWith(spelling, start)) {
                    ends.add(start + spelling.length());
                }
            }
        }
        return ends;
    }

    private static Set<String> spellings(int character) {
        return readings(character).stream()
                .map(Han::toneless)
                .flatMap(Han::spellings)
                .collect(Collectors.toSet());
    }

    /** ü is v here; passports write YU, and wrote V or U. */
    private static Stream<String> spellings(String syllable) {
        return syllable.contains("v")
                ? Stream.of(syllable, syllable.replace("v", "u"), syllable.replace("v", "yu"))
                : Stream.of(syllable);
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
