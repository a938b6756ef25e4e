package org.tongmai.exchange;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Category;
import org.tongmai.access.Sensitivity;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import org.tongmai.store.RecordQuery;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Works out from the store what the index says of a source patient. The same store always makes the same entry. */
final class IndexEntries {

    /** Types that the index tells of. */
    static final Set<String> TYPES = types();

    private static final Set<String> LABORATORY = Set.of("laboratory", "LAB");
    private static final Set<String> SHARED = Set.of("Observation", "DiagnosticReport");
    private static final int PAGE = 500;

    /** Where the day of care stands, the surest first. */
    private static final List<String> DAYS = List.of(
            "effectiveDateTime",
            "effectivePeriod.start",
            "onsetDateTime",
            "occurrenceDateTime",
            "performedDateTime",
            "performedPeriod.start",
            "started",
            "period.start",
            "authoredOn",
            "whenHandedOver",
            "recordedDate",
            "date",
            "issued");

    private final Store store;
    private final Persons persons;
    private final PseudonymKey key;
    private final byte[] secret;

    /** @param secret of this node, by which it makes handles */
    IndexEntries(Store store, Persons persons, PseudonymKey key, byte[] secret) {
        this.store = store;
        this.persons = persons;
        this.key = key;
        this.secret = secret.clone();
    }

    private static Set<String> types() {
        Set<String> types = new HashSet<>(Set.of("Patient"));
        for (Category each : Category.values()) {
            types.addAll(each.types());
        }
        return types;
    }

    /** The entry now; without pseudonyms where nothing is to be said. */
    IndexEntry of(long compartment) {
        Set<String> pseudonyms = new TreeSet<>();
        if (persons.identity(compartment).isPresent()) {
            persons.identities(persons.of(compartment).compartments())
                    .values()
                    .forEach(each -> pseudonyms.addAll(key.pseudonyms(each)));
        }
        String handle = PseudonymKey.own(secret, Long.toString(compartment));
        if (pseudonyms.isEmpty()) {
            return new IndexEntry(handle, List.of(), null, List.of());
        }
        List<IndexEntry.Kind> kinds = kinds(compartment);
        String institution =
                kinds.isEmpty() ? null : store.sourceOf(compartment).orElse(null);
        return new IndexEntry(handle, List.copyOf(pseudonyms), institution, kinds);
    }

    private List<IndexEntry.Kind> kinds(long compartment) {
        Map<Category, Sum> sums = new EnumMap<>(Category.class);
        RecordQuery query = new RecordQuery(compartment, null, TYPES, null, null, false, PAGE);
        String token = null;
        do {
            var page = store.record(query, token, Scope.everything());
            page.facts().forEach(fact -> count(fact, sums));
            token = page.next();
        } while (token != null);
        List<IndexEntry.Kind> kinds = new ArrayList<>();
        sums.forEach(
                (category, sum) -> kinds.add(new IndexEntry.Kind(category.word(), sum.first, sum.last, sum.count)));
        return kinds;
    }

    /** What bears a special class is not told of, not even that it is there. */
    private static void count(Fact fact, Map<Category, Sum> sums) {
        if (fact.deleted() || fact.type().equals("Patient")) {
            return;
        }
        JsonNode resource = fact.tree();
        for (JsonNode label : resource.path("meta").path("security")) {
            if (label.path("system").asString("").equals(Sensitivity.SYSTEM)) {
                return;
            }
        }
        category(fact.type(), resource)
                .ifPresent(category ->
                        sums.computeIfAbsent(category, none -> new Sum()).add(day(resource)));
    }

    private static Optional<Category> category(String type, JsonNode resource) {
        if (SHARED.contains(type)) {
            for (JsonNode category : resource.path("category")) {
                for (JsonNode coding : category.path("coding")) {
                    if (LABORATORY.contains(coding.path("code").asString(""))) {
                        return Optional.of(Category.LABORATORY);
                    }
                }
            }
            return Optional.of(Category.EXAMINATIONS);
        }
        for (Category each : Category.values()) {
            if (each.types().contains(type)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static @Nullable LocalDate day(JsonNode resource) {
        for (String path : DAYS) {
            JsonNode at = resource;
            for (String step : path.split("\\.")) {
                at = at.path(step);
            }
            String written = at.asString("");
            if (written.length() >= 10) {
                try {
                    return LocalDate.parse(written.substring(0, 10));
                } catch (DateTimeParseException unreadable) {
                    return null;
                }
            }
        }
        return null;
    }

    private static final class Sum {
        private @Nullable LocalDate first;
        private @Nullable LocalDate last;
        private int count;

        void add(@Nullable LocalDate day) {
            count++;
            if (day != null) {
                first = first == null || day.isBefore(first) ? day : first;
                last = last == null || day.isAfter(last) ? day : last;
            }
        }
    }
}
