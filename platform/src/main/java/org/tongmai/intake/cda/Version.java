package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The version of a document. CDA R2 has whole numbers in {@code versionNumber}; many systems count 1.0, 1.1, 2.0. */
public record Version(List<Integer> parts) implements Comparable<Version> {

    /** Of a document that does not count. */
    public static final Version FIRST = new Version(List.of(1));

    private static final Pattern FORM = Pattern.compile("[vV]?(\\d{1,9}(?:\\.\\d{1,9}){0,3})");

    public Version {
        List<Integer> bare = new ArrayList<>(parts);
        while (bare.size() > 1 && bare.getLast() == 0) {
            bare.removeLast();
        }
        parts = List.copyOf(bare);
    }

    /** Nothing where the text is no version. */
    public static Optional<Version> parse(String text) {
        var form = FORM.matcher(text.strip());
        return form.matches()
                ? Optional.of(new Version(Arrays.stream(form.group(1).split("\\."))
                        .map(Integer::valueOf)
                        .toList()))
                : Optional.empty();
    }

    @Override
    public int compareTo(Version other) {
        return Arrays.compare(parts.toArray(Integer[]::new), other.parts.toArray(Integer[]::new));
    }

    /** Without zeros at its end: 1.0 is 1. */
    @Override
    public String toString() {
        return parts.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
