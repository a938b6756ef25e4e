package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws names as frequent as they are: surnames by weight, given names by sex and year of birth. */
final class Names {

    private record Given(String text, Sex sex, int from, int to, double weight) {}

    private record Characters(List<String> characters, Sex sex, int from, int to) {}

    private static final Weighted<String> SURNAMES =
            new Weighted<>(Table.rows("surnames.tsv"), row -> row.number("weight")).map(row -> row.text("surname"));
    private static final List<Given> GIVEN = Table.rows("given-names.tsv").stream()
            .map(row -> new Given(
                    row.text("given"),
                    Sex.of(row.text("sex")).orElseThrow(),
                    row.integer("from"),
                    row.integer("to"),
                    row.number("weight")))
            .toList();
    private static final List<Characters> CHARACTERS = Table.rows("given-characters.tsv").stream()
            .map(row -> new Characters(
                    characters(row.text("characters")),
                    Sex.of(row.text("sex")).orElseThrow(),
                    row.integer("from"),
                    row.integer("to")))
            .toList();
    private static final List<String> RARE = Table.rows("rare-characters.tsv").stream()
            .map(row -> row.text("character"))
            .toList();

    /** Names of one cohort (sex and decade); those tables are small, so they are made once. */
    private static final Map<Sex, Map<Integer, Weighted<Given>>> COHORTS = GIVEN.stream()
            .collect(Collectors.groupingBy(
                    Given::sex,
                    Collectors.groupingBy(
                            Given::from,
                            Collectors.collectingAndThen(
                                    Collectors.toList(), list -> new Weighted<>(list, Given::weight)))));

    private static final double FROM_THE_TABLE = 0.45;
    private static final double SINGLE_CHARACTER = 0.12;
    private static final double WITH_RARE_CHARACTER = 0.01;

    private Names() {}

    static String surname(Dice dice) {
        return SURNAMES.draw(dice);
    }

    /** A given name of one or two characters, in fashion in the year of birth. */
    static String given(Sex sex, LocalDate birth, Dice dice) {
        Characters cohort = CHARACTERS.stream()
                .filter(c -> c.sex() == sex && birth.getYear() >= c.from() && birth.getYear() <= c.to())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no names for " + birth.getYear()));
        if (dice.chance(WITH_RARE_CHARACTER)) {
            return dice.chance(0.5) ? dice.pick(RARE) : dice.pick(cohort.characters()) + dice.pick(RARE);
        }
        if (dice.chance(FROM_THE_TABLE)) {
            return table(sex, cohort.from()).draw(dice).text();
        }
        String last = dice.pick(cohort.characters());
        return dice.chance(SINGLE_CHARACTER) ? last : dice.pick(cohort.characters()) + last;
    }

    /** The characters of a text, each one code point. */
    static List<String> characters(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    private static Weighted<Given> table(Sex sex, int from) {
        Map<Integer, Weighted<Given>> ofSex = COHORTS.getOrDefault(sex, Map.of());
        Weighted<Given> ofCohort = ofSex.get(from);
        if (ofCohort == null) {
            throw new IllegalStateException("no given names from " + from);
        }
        return ofCohort;
    }
}
