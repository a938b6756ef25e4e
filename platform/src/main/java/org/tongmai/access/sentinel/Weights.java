package org.tongmai.access.sentinel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Numbers of the scoring, dated: {@code weights.tsv} beside this class says what each is and where it comes from.
 *
 * @param name names the set, such as {@code sentinel.reading@2026-01-01}
 */
public record Weights(String name, Map<String, Double> numbers) {

    private static final String FILE = "weights.tsv";

    private static final Set<String> NEEDED = Set.of(
            "case-bits",
            "drift-bits",
            "keep",
            "deduct-bits",
            "cap-bits",
            "half-life-days",
            "own-days",
            "peer-days",
            "department-share",
            "department-known",
            "learning-shifts",
            "learning-days",
            "crossed-least",
            "kin-share",
            "absent-share",
            "other-most-bits",
            "new-share",
            "slow-spread",
            "busy-share",
            "other-share");

    public Weights {
        numbers = Map.copyOf(numbers);
        if (!numbers.keySet().equals(NEEDED)) {
            throw new IllegalArgumentException("weights: these are needed: " + NEEDED);
        }
    }

    /** Those in force on a day. */
    public static Weights on(LocalDate day) {
        TreeMap<LocalDate, Map<String, Double>> sets = new TreeMap<>();
        for (String line : lines()) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] cells = line.split("\t");
                sets.computeIfAbsent(LocalDate.parse(cells[0]), key -> new HashMap<>())
                        .put(cells[1], Double.valueOf(cells[2]));
            }
        }
        var set = sets.floorEntry(day);
        if (set == null) {
            set = Objects.requireNonNull(sets.firstEntry());
        }
        return new Weights("access.sentinel@" + set.getKey(), set.getValue());
    }

    private static String[] lines() {
        try (InputStream in = Objects.requireNonNull(Weights.class.getResourceAsStream(FILE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double of(String number) {
        return Objects.requireNonNull(numbers.get(number));
    }

    /** The same with another number. */
    public Weights with(String number, double value) {
        Map<String, Double> changed = new HashMap<>(numbers);
        changed.put(number, value);
        return new Weights(name, changed);
    }

    /** From this score on, in bits, a reader's shifts are a case. */
    public double caseBits() {
        return of("case-bits");
    }
}
