package org.tongmai.recognition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The files of the catalogue, and the columns of each. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are unmodifiable
enum CatalogueFile {
    /** The items themselves. */
    ITEMS(
            "code",
            "zh",
            "en",
            "pinyin",
            "class",
            "specimen",
            "unit",
            "window_hours",
            "levels",
            "internal_qc",
            "negative",
            "change_percent",
            "price_fen",
            "fund_percent",
            "valid_from",
            "valid_until",
            "aliases"),
    /** By which codes of LOINC and of institutions an item goes. */
    CODES("item", "system", "code", "valid_from", "valid_until"),
    /** Other units and how they convert. */
    UNITS("item", "unit", "factor", "offset"),
    /** Windows of departments; {@code *} for every item, where it only shortens. */
    WINDOWS("item", "department", "window_hours"),
    /** Where marks hold. */
    AREAS("area", "level", "mark", "members");

    private final List<String> columns;

    CatalogueFile(String... columns) {
        this.columns = List.of(columns);
    }

    List<String> columns() {
        return columns;
    }

    /** Such as {@code items.csv}. */
    String fileName() {
        return name().toLowerCase(Locale.ROOT) + ".csv";
    }

    /** As it comes with the program. */
    String shipped() {
        try (var in = Objects.requireNonNull(CatalogueFile.class.getResourceAsStream(fileName()), fileName())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
