package org.tongmai.simulator;

import java.time.LocalDate;
import java.util.List;

/** A people (民族) and how its names are built. */
record People(String code, String name, Style style, List<String> surnames, List<String> male, List<String> female) {

    enum Style {
        /** Surname and given name. */
        HAN,
        /** Own name, middle dot, father's name. */
        DOTTED,
        /** One name, no surname. */
        SINGLE
    }

    static final People HAN = new People("01", "汉族", Style.HAN, List.of(), List.of(), List.of());

    private static final Weighted<People> OTHERS = new Weighted<>(
                    Table.rows("peoples.tsv"), row -> row.number("weight"))
            .map(row -> new People(
                    row.text("ethnicity"),
                    row.text("name"),
                    style(row.text("style")),
                    row.words("surnames"),
                    row.words("male"),
                    row.words("female")));

    /** Share of the residents who are not Han. */
    private static final double NOT_HAN = 0.035;

    static People draw(Dice dice) {
        return dice.chance(NOT_HAN) ? OTHERS.draw(dice) : HAN;
    }

    /** A surname, or where there are none the father's own name that goes behind the dot. */
    String line(Dice dice) {
        return switch (style) {
            case HAN -> surnames.isEmpty() ? Names.surname(dice) : dice.pick(surnames);
            case DOTTED, SINGLE -> dice.pick(male);
        };
    }

    Name name(String line, Sex sex, LocalDate birth, Dice dice) {
        List<String> own = sex == Sex.MALE ? male : female;
        return switch (style) {
            case HAN -> new Name(line, Names.given(sex, birth, dice));
            case DOTTED -> new Name(dice.pick(own) + "·" + line, "");
            case SINGLE -> new Name(dice.pick(own), "");
        };
    }

    private static Style style(String word) {
        return switch (word) {
            case "han" -> Style.HAN;
            case "dotted" -> Style.DOTTED;
            case "single" -> Style.SINGLE;
            default -> throw new IllegalStateException("peoples.tsv: no style " + word);
        };
    }
}
