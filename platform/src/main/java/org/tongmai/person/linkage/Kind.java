package org.tongmai.person.linkage;

import java.util.Locale;
import java.util.Optional;

/** What a column tells; it fixes how its values are read, compared and blocked on. */
public enum Kind {
    GIVEN_NAME,
    /** What stands between given name and surname: compared like a given name, never taken for it. */
    MIDDLE_NAME,
    SURNAME,
    /** A whole name: in Chinese characters compared as such, in letters split into given name and surname. */
    FULL_NAME,
    BIRTH_DATE,
    SEX,
    ADDRESS,
    POSTCODE,
    PLACE,
    PHONE,
    EMAIL,
    /** A number that stands for one person: social security, passport, card. */
    IDENTIFIER,
    /** A resident identity number (居民身份证号码, GB 11643-1999), which carries a check digit. */
    RESIDENT_NUMBER,
    /** A word from a list, or a short number: occupation, nationality, house number. */
    CATEGORY;

    /** Roughly how often two people have the same value, where the records at hand are too few to tell. */
    double usual() {
        return switch (this) {
            case SEX -> 0.5;
            case CATEGORY -> 0.05;
            case PLACE -> 0.01;
            case GIVEN_NAME, MIDDLE_NAME, SURNAME, POSTCODE -> 1e-3;
            case FULL_NAME, BIRTH_DATE -> 1e-4;
            case ADDRESS, PHONE, EMAIL, IDENTIFIER, RESIDENT_NUMBER -> 1e-5;
        };
    }

    /** As it is written in a mapping and in a model: {@code given_name}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a word, whatever its case and with hyphens or underscores. */
    public static Optional<Kind> ofWord(String word) {
        String wanted = word.strip().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        for (Kind kind : values()) {
            if (kind.name().equals(wanted)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
