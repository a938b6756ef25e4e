package org.tongmai.recognition;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The catalogue of recognised items (互认项目目录) as its files say it in one edition. Unchangeable; each question names a day.
 */
final class Catalogue {

    /** Under which our own codes stand in orders. */
    static final String SYSTEM = "https://tongmai.org/fhir/CodeSystem/recognition-item";

    private final long edition;
    private final Areas areas;
    private final Map<String, List<Item>> byCode = new HashMap<>();
    private final Map<String, List<Mapped>> byToken = new HashMap<>();

    private record Mapped(Item item, Item.Period period) {}

    Catalogue(long edition, Areas areas, List<Item> items) {
        this.edition = edition;
        this.areas = areas;
        for (Item item : items) {
            byCode.computeIfAbsent(item.code(), none -> new ArrayList<>()).add(item);
            item.codes()
                    .forEach((token, period) -> byToken.computeIfAbsent(token, none -> new ArrayList<>())
                            .add(new Mapped(item, period)));
        }
    }

    /** The number of the youngest file in it. */
    long edition() {
        return edition;
    }

    Areas areas() {
        return areas;
    }

    /** The item with this code, as it was on a day. */
    Optional<Item> item(String code, LocalDate day) {
        return on(byCode.getOrDefault(code, List.of()), day);
    }

    /** The item that goes by this code of a system, our own included. */
    Optional<Item> item(String system, String code, LocalDate day) {
        return system.equals(SYSTEM)
                ? item(code, day)
                : byToken.getOrDefault(system + "|" + code, List.of()).stream()
                        .filter(each ->
                                each.period.holds(day) && each.item.period().holds(day))
                        .map(Mapped::item)
                        .findFirst();
    }

    /** Whether there is or was an item with this code. */
    boolean knows(String code) {
        return byCode.containsKey(code);
    }

    /** Every item of a day, by code. */
    List<Item> items(LocalDate day) {
        return byCode.values().stream()
                .flatMap(all -> on(all, day).stream())
                .sorted(Comparator.comparing(Item::code))
                .toList();
    }

    /** Items by code, a part of name or alias, or the beginning of the pinyin initials; those that begin so first. */
    List<Item> search(String text, LocalDate day, int limit) {
        String sought = text.strip().toLowerCase(Locale.ROOT);
        return items(day).stream()
                .filter(item -> rank(item, sought) < NO_MATCH)
                .sorted(Comparator.comparingInt((Item item) -> rank(item, sought))
                        .thenComparing(Item::code))
                .limit(limit)
                .toList();
    }

    private static final int NO_MATCH = 3;

    private static int rank(Item item, String sought) {
        List<String> names = Stream.concat(
                        Stream.of(item.code(), item.name().zh(), item.name().en()), item.aliases().stream())
                .map(each -> each.toLowerCase(Locale.ROOT))
                .toList();
        if (names.contains(sought)) {
            return 0;
        }
        if (names.stream().anyMatch(each -> each.startsWith(sought))
                || item.pinyin().startsWith(sought)) {
            return 1;
        }
        return names.stream().anyMatch(each -> each.contains(sought)) ? 2 : NO_MATCH;
    }

    private static Optional<Item> on(List<Item> versions, LocalDate day) {
        return versions.stream().filter(each -> each.period().holds(day)).findFirst();
    }
}
