package org.tongmai.access;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.person.Parting;

/**
 * Who read somebody else's record through a link that turned out wrong. Of what was shown of two sides while they stood together, a
 * row counts where the reader's institution registered one side and the row is of the other, or, of a reader whose institution
 * registered both or neither, where one look touched both sides. Stewards and operators do not count: to compare the two is their duty.
 */
final class MisledReaders {

    /** Looks that are gone through for one parting; what is beyond is told to be so. */
    static final int LOOKS_MAX = 5_000;

    private final LookStore looks;
    private final Subjects subjects;

    MisledReaders(LookStore looks, Subjects subjects) {
        this.looks = looks;
        this.subjects = subjects;
    }

    /**
     * One account and what it read.
     *
     * @param automatic whether a system read, and no person
     * @param looks how often
     * @param compartments the source patients that were read
     */
    record Reader(
            String account,
            String name,
            Role role,
            @Nullable String institution,
            boolean automatic,
            long looks,
            Instant first,
            Instant last,
            Set<Long> compartments) {}

    /** @param whole false where there were more looks than are gone through */
    record Readers(List<Reader> readers, boolean whole) {}

    /** Those who read across a link, the one who read last first. */
    Readers of(Parting parting) {
        Set<Long> both = new TreeSet<>(parting.ones());
        both.addAll(parting.others());
        List<Look> shown = looks.shown(both, parting.since(), parting.at(), LOOKS_MAX + 1);
        Map<Long, String> sources = subjects.sources(both);
        Set<String> ones = institutions(sources, parting.ones());
        Set<String> others = institutions(sources, parting.others());
        Map<Long, Set<Boolean>> sides = shown.stream()
                .collect(Collectors.groupingBy(
                        Look::id,
                        Collectors.mapping(look -> parting.ones().contains(look.compartment()), Collectors.toSet())));
        Map<String, List<Look>> byAccount = shown.stream()
                .limit(LOOKS_MAX)
                .filter(look -> look.role() != Role.STEWARD && look.role() != Role.OPERATOR)
                .filter(look -> {
                    boolean one = parting.ones().contains(look.compartment());
                    boolean here = (one ? ones : others).contains(institution(look));
                    boolean there = (one ? others : ones).contains(institution(look));
                    boolean acrossBoth = sides.getOrDefault(look.id(), Set.of()).size() > 1;
                    return here == there ? acrossBoth : there;
                })
                .collect(Collectors.groupingBy(Look::account, LinkedHashMap::new, Collectors.toList()));
        return new Readers(
                byAccount.values().stream().map(MisledReaders::reader).toList(), shown.size() <= LOOKS_MAX);
    }

    private static Reader reader(List<Look> rows) {
        Look last = rows.getFirst();
        return new Reader(
                last.account(),
                last.name(),
                last.role(),
                last.institution(),
                last.automatic(),
                rows.stream().map(Look::id).distinct().count(),
                rows.getLast().at(),
                last.at(),
                rows.stream().map(Look::compartment).collect(Collectors.toSet()));
    }

    private static String institution(Look look) {
        return Objects.requireNonNullElse(look.institution(), "");
    }

    private static Set<String> institutions(Map<Long, String> sources, Collection<Long> compartments) {
        return compartments.stream().map(sources::get).filter(Objects::nonNull).collect(Collectors.toSet());
    }
}
