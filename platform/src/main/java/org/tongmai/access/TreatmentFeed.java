package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Reads encounters from the feed into {@link Treatments}. Replaying changes nothing. */
final class TreatmentFeed implements Consumer<List<Fact>> {

    /** Its name among the readers of the feed; another name reads from the beginning. */
    static final String READER = "access.treatment";

    /** An encounter in one of these states shows that somebody came. Planned, cancelled and mistaken ones do not. */
    private static final Set<String> OPEN = Set.of("arrived", "triaged", "in-progress", "onleave");

    private static final String FINISHED = "finished";

    private final Store store;
    private final Treatments treatments;
    private final Clock clock;

    TreatmentFeed(Store store, Treatments treatments, Clock clock) {
        this.store = store;
        this.treatments = treatments;
        this.clock = clock;
    }

    @Override
    public void accept(List<Fact> facts) {
        Set<Long> compartments = new HashSet<>();
        facts.forEach(fact -> compartments.add(fact.key().compartment()));
        Map<Long, String> sources = store.sources(compartments);
        for (Fact fact : facts) {
            String institution = sources.get(fact.key().compartment());
            if (institution != null) {
                take(fact, institution);
            }
        }
    }

    private void take(Fact fact, String institution) {
        if (fact.deleted()) {
            treatments.remove(fact.key().compartment(), fact.id());
            return;
        }
        JsonNode encounter = fact.tree();
        String status = encounter.path("status").asString("");
        Instant start = moment(encounter.path("period").path("start").asString(""));
        Instant end = moment(encounter.path("period").path("end").asString(""));
        boolean open = OPEN.contains(status) && (end == null || end.isAfter(clock.instant()));
        // one that lies ahead is kept too: it counts from when it begins, and the clock of its hospital may be ahead
        if (start == null || !(open || status.equals(FINISHED))) {
            treatments.remove(fact.key().compartment(), fact.id());
            return;
        }
        // an end that lies ahead would stretch the relationship at will
        boolean ahead = end != null && end.isAfter(clock.instant().plus(Treatments.AHEAD));
        Instant last = open || end == null || ahead ? start : end;
        treatments.register(fact.key().compartment(), fact.id(), institution, open, start, last, department(encounter));
    }

    private static @Nullable String department(JsonNode encounter) {
        String type = encounter.path("serviceType").path("text").asString("");
        if (type.isEmpty()) {
            type = encounter
                    .path("serviceType")
                    .path("coding")
                    .path(0)
                    .path("display")
                    .asString("");
        }
        if (type.isEmpty()) {
            type = encounter
                    .path("location")
                    .path(0)
                    .path("location")
                    .path("display")
                    .asString("");
        }
        return type.isEmpty() ? null : type;
    }

    private static @Nullable Instant moment(String text) {
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay(Treatments.ZONE).toInstant();
            }
            return text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
