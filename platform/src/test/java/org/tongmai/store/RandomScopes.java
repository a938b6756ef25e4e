package org.tongmai.store;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/**
 * Scopes at random, each said twice: as the store takes it, and as plain code that looks at one resource after the other with
 * HL7's own definitions of what its labels, categories and dates are.
 */
final class RandomScopes {

    static final List<String> LABELS = List.of("PSY", "HIV", "STD");

    /** What {@link CareTime} says are the dates of care, written down a second time. */
    private static final List<List<String>> DATES = List.of(
            List.of("date", "authoredon"),
            List.of("occurrence"),
            List.of("performed"),
            List.of("effective", "effective-time"),
            List.of("whenhandedover", "whenprepared"),
            List.of("onset-date", "abatement-date", "recorded-date"),
            List.of("authored"),
            List.of("started"),
            List.of("period"),
            List.of("start-date", "target-date"),
            List.of("created"),
            List.of("collected"),
            List.of("sent"),
            List.of("issued"),
            List.of("identified"));

    /** One version of one resource. */
    record Seen(Fact fact, Resource resource, Truth truth) {}

    /** A scope and what it shows of a version that has content. */
    record Scoped(Scope scope, Predicate<Seen> shows) {}

    private record Meant(Part part, Predicate<Seen> holds) {}

    private final Random random;
    private final List<Long> compartments;
    private final List<String> types;
    private final List<String> categories;
    private final List<ResourceKey> keys;
    private final Map<Long, String> sources;

    RandomScopes(Random random, List<Fact> facts, List<String> categories, Map<Long, String> sources) {
        this.random = random;
        this.categories = categories;
        this.sources = sources;
        this.compartments = facts.stream()
                .map(fact -> fact.key().compartment())
                .filter(each -> each != ResourceKey.DIRECTORY)
                .distinct()
                .toList();
        this.types = facts.stream().map(Fact::type).distinct().toList();
        this.keys = facts.stream().map(Fact::key).toList();
    }

    /** One scope; of three one is limited, in the directory, too. */
    Scoped next() {
        Scoped scoped = unlimited();
        if (random.nextInt(3) > 0) {
            return scoped;
        }
        Meant limit = scoped.scope instanceof Scope.Granted ? part(2) : types();
        return new Scoped(
                scoped.scope.limitedTo(limit.part), seen -> scoped.shows.test(seen) && limit.holds.test(seen));
    }

    private Scoped unlimited() {
        if (random.nextInt(6) == 0) {
            String institution = any(List.copyOf(Set.copyOf(sources.values())));
            Set<String> some = random.nextBoolean() ? Set.of() : some(types, 0.5);
            return new Scoped(
                    Scope.sent(institution, some),
                    seen -> directory(seen)
                            || (some.isEmpty() || some.contains(seen.fact.type()))
                                    && institution.equals(
                                            sources.get(seen.fact.key().compartment())));
        }
        var permitted = new HashMap<Scope.Grant, Predicate<Seen>>();
        var withheld = new HashMap<Scope.Grant, Predicate<Seen>>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            grant(permitted, random.nextInt(3) == 0 ? everything() : part(2));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            grant(withheld, part(2));
        }
        return new Scoped(
                Scope.granted(List.copyOf(permitted.keySet()), List.copyOf(withheld.keySet())),
                seen -> directory(seen)
                        || permitted.values().stream().anyMatch(each -> each.test(seen))
                                && withheld.values().stream().noneMatch(each -> each.test(seen)));
    }

    private void grant(Map<Scope.Grant, Predicate<Seen>> grants, Meant part) {
        Set<Long> some = some(compartments, 0.6);
        grants.put(
                new Scope.Grant(some, part.part),
                seen -> some.contains(seen.fact.key().compartment()) && part.holds.test(seen));
    }

    private static boolean directory(Seen seen) {
        return seen.fact.key().compartment() == ResourceKey.DIRECTORY && ResourceTypes.isDirectory(seen.fact.type());
    }

    private static Meant everything() {
        return new Meant(Part.all(), seen -> true);
    }

    private Meant part(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> types();
            case 1 -> {
                Set<String> some = some(LABELS, 0.5);
                yield new Meant(Part.labelled(some), seen -> labelled(seen, some));
            }
            case 2 -> {
                Set<String> some = some(categories, 0.4);
                yield new Meant(Part.inCategory(some), seen -> categorised(seen, some));
            }
            case 3 -> {
                Set<ResourceKey> some = some(keys, 0.2);
                yield new Meant(Part.among(some), seen -> some.contains(seen.fact.key()));
            }
            case 4 -> during();
            case 5 -> {
                Meant one = part(depth - 1);
                yield new Meant(new Part.Not(one.part), seen -> !one.holds.test(seen));
            }
            case 6 -> {
                List<Meant> all = List.of(part(depth - 1), part(depth - 1));
                yield new Meant(
                        new Part.Both(all.stream().map(Meant::part).toList()),
                        seen -> all.stream().allMatch(each -> each.holds.test(seen)));
            }
            default -> {
                List<Meant> any = List.of(part(depth - 1), part(depth - 1));
                yield new Meant(
                        new Part.Either(any.stream().map(Meant::part).toList()),
                        seen -> any.stream().anyMatch(each -> each.holds.test(seen)));
            }
        };
    }

    private Meant types() {
        Set<String> some = some(types, 0.4);
        return new Meant(Part.ofTypes(some), seen -> some.contains(seen.fact.type()));
    }

    private Meant during() {
        LocalDate from = random.nextInt(4) == 0 ? null : day();
        LocalDate until = random.nextInt(4) == 0 ? null : (from == null ? day() : from.plusDays(random.nextInt(4_000)));
        LocalDate first = from == null ? LocalDate.of(1, 1, 1) : from;
        LocalDate end = until == null ? LocalDate.of(9999, 1, 1) : until;
        var zone = ZoneId.systemDefault();
        return new Meant(
                Part.during(
                        from == null ? null : from.atStartOfDay(zone).toInstant(),
                        until == null ? null : until.atStartOfDay(zone).toInstant()),
                seen -> dated(seen, first, end));
    }

    private LocalDate day() {
        return LocalDate.of(1990 + random.nextInt(36), 1 + random.nextInt(12), 1 + random.nextInt(28));
    }

    private static boolean dated(Seen seen, LocalDate from, LocalDate until) {
        for (List<String> codes : DATES) {
            List<Truth.Definition> definitions = codes.stream()
                    .map(code -> Truth.definition(seen.fact.type(), code))
                    .filter(each -> each != null && each.kind().equals("date"))
                    .map(Objects::requireNonNull)
                    .toList();
            if (!definitions.isEmpty()) {
                return definitions.stream()
                        .flatMap(each -> seen.truth.values(seen.resource, each).stream())
                        .anyMatch(value -> Spans.touches(value, from, until));
            }
        }
        return false;
    }

    private static boolean labelled(Seen seen, Set<String> codes) {
        return seen.resource.getMeta().getSecurity().stream().anyMatch(label -> codes.contains(label.getCode()));
    }

    private static boolean categorised(Seen seen, Set<String> codes) {
        Truth.Definition category = Truth.definition(seen.fact.type(), "category");
        return category != null
                && seen.truth.values(seen.resource, category).stream().anyMatch(value -> switch (value) {
                    case CodeableConcept concept ->
                        concept.getCoding().stream().anyMatch(coding -> coded(coding, codes));
                    case Coding coding -> coded(coding, codes);
                    default -> codes.contains(String.valueOf(value.primitiveValue()));
                });
    }

    private static boolean coded(Coding coding, Set<String> codes) {
        return codes.contains(coding.getCode()) || codes.contains(coding.getSystem() + "|" + coding.getCode());
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private <T> Set<T> some(List<T> all, double share) {
        Set<T> out = all.stream().filter(each -> random.nextDouble() < share).collect(Collectors.toSet());
        return out.isEmpty() ? new HashSet<>(List.of(any(all))) : out;
    }
}
