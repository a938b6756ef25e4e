package org.tongmai.person.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model fitted without labels to people whose errors are known. */
class EstimationTest {

    private static final int PEOPLE = 3_000;
    private static final double SAME_NAME = 0.9;
    private static final double SAME_PLACE = 0.6;
    private static final double SAME_NUMBER = 0.8;
    private static final int PLACES = 40;

    private static List<Field> fields = List.of();
    private static Fitted fitted = new Fitted(0, new double[0][], new double[0][], Together.of(List.of(), List.of()));

    /** Each person has two records; of the second, each field keeps its value with a chance of its own. */
    @BeforeAll
    static void fit() {
        var dice = new Random(4);
        var rows = new ArrayList<List<String>>();
        for (int person = 0; person < PEOPLE; person++) {
            List<String> row = person(dice);
            rows.add(row);
            List<String> other = person(dice);
            rows.add(List.of(
                    dice.nextDouble() < SAME_NAME ? row.get(0) : other.get(0),
                    row.get(1),
                    dice.nextDouble() < SAME_PLACE ? row.get(2) : other.get(2),
                    dice.nextDouble() < SAME_NUMBER ? row.get(3) : other.get(3)));
        }
        fields = ComparisonsTest.fields(List.of(Kind.SURNAME, Kind.BIRTH_DATE, Kind.PLACE, Kind.IDENTIFIER), rows);
        fitted = new Estimation(fields, new Comparisons(fields)).fit(new Blocks(fields));
    }

    @Test
    void findsHowManyRecordsAPersonHas() {
        assertThat(fitted.kin()).isCloseTo(1, within(0.05));
    }

    @Test
    void findsHowOftenEachFieldAgreesBetweenRecordsOfOnePerson() {
        assertThat(m(0)).isCloseTo(SAME_NAME, within(0.02));
        assertThat(m(1)).isCloseTo(1, within(0.02));
        assertThat(m(2)).isCloseTo(SAME_PLACE + (1 - SAME_PLACE) / PLACES, within(0.03));
        assertThat(m(3)).isCloseTo(SAME_NUMBER, within(0.02));
    }

    @Test
    void findsHowOftenEachFieldAgreesBetweenTwoPersons() {
        assertThat(fitted.u()[2][Finding.SAME.ordinal()]).isCloseTo(1.0 / PLACES, within(0.003));
        assertThat(fitted.u()[0][Finding.SAME.ordinal()]).isCloseTo(1.0 / 400, within(0.0005));
        assertThat(fitted.u()[3][Finding.SAME.ordinal()]).isLessThan(1e-5);
    }

    @Test
    void aRareNameSaysMoreThanACommonOne() {
        List<Field> names = ComparisonsTest.fields(
                List.of(Kind.FULL_NAME),
                List.of(List.of("王伟"), List.of("王伟"), List.of("王伟"), List.of("王伟"), List.of("欧阳霁"), List.of("李娜")));
        double[][] m = {{0.8, 0.1, 0.02, 0.02, 0.02, 0.02, 0.02}};
        double[][] u = {{0.3, 0.01, 0.01, 0.01, 0.01, 0.01, 0.65}};
        var weights = new Weights(names, 0.1, m, u, Together.of(List.of(), List.of()));

        assertThat(weights.same(0, 1)).isGreaterThan(weights.same(0, 0));
    }

    private static double m(int field) {
        return fitted.m()[field][Finding.SAME.ordinal()];
    }

    private static List<String> person(Random dice) {
        return List.of(
                word(dice.nextInt(400)),
                "19%02d-%02d-%02d".formatted(dice.nextInt(100), 1 + dice.nextInt(12), 1 + dice.nextInt(28)),
                word(1_000 + dice.nextInt(PLACES)),
                String.valueOf(100_000_000 + dice.nextInt(900_000_000)));
    }

    /** A word unlike those of other numbers. */
    private static String word(int number) {
        var letters = new Random(number);
        var word = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            word.append((char) ('a' + letters.nextInt(26)));
        }
        return word.toString();
    }
}
