package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Store;
import org.tongmai.surveillance.capture.Triggers;
import org.tongmai.surveillance.disease.Source;
import tools.jackson.databind.JsonNode;

/**
 * Reads the feed and counts what records tell without anybody bringing lists: pathogens that laboratories found, once for a visit, and
 * deaths, once for a person. Each counts where the patient lives. Reading again changes nothing.
 */
final class Sightings implements Consumer<List<Fact>> {

    /** Its name among the readers of the feed. */
    static final String READER = "surveillance.sources";

    static final Set<String> TYPES = Set.of("Observation", "Patient", "Encounter");

    /** Before what a resource or a visit is called: cards and syndromes are counted by the same table. */
    private static final String OWN = "source ";

    private static final String DEATH = OWN + "death";
    private static final String EXPIRED = "exp";
    private static final String DIED = "死亡";

    private final Store store;
    private final Persons persons;
    private final Triggers triggers;
    private final Drafts drafts;
    private final CountStore counts;
    private final TransactionOperations transaction;
    private final Clock clock;

    Sightings(
            Store store,
            Persons persons,
            Triggers triggers,
            Drafts drafts,
            CountStore counts,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.persons = persons;
        this.triggers = triggers;
        this.drafts = drafts;
        this.counts = counts;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void accept(List<Fact> facts) {
        Map<Long, String> sources = store.sources(
                facts.stream().map(fact -> fact.key().compartment()).collect(Collectors.toSet()));
        Set<Long> sighted = new HashSet<>(counts.sighted(facts.stream()
                .filter(Sightings::replaces)
                .map(fact -> fact.key().compartment())
                .collect(Collectors.toSet())));
        for (Fact fact : facts) {
            String institution = sources.get(fact.key().compartment());
            boolean says = !fact.deleted() && says(fact);
            boolean unsays = replaces(fact) && sighted.contains(fact.key().compartment());
            if (institution != null && (says || unsays)) {
                transaction.executeWithoutResult(status -> take(fact, institution));
                sighted.add(fact.key().compartment());
            }
        }
    }

    /** Whether something was said before it that it may say no longer. */
    private static boolean replaces(Fact fact) {
        return fact.deleted() || fact.version() > 1;
    }

    /** Whether there is anything to write: most results find no pathogen, and most visits end well. */
    private boolean says(Fact fact) {
        JsonNode resource = fact.tree();
        return switch (fact.type()) {
            case "Observation" ->
                !triggers.pathogens(resource, LocalDate.ofInstant(clock.instant(), Surveillance.ZONE))
                        .isEmpty();
            case "Patient" -> deceased(resource).isPresent();
            default -> discharged(resource).isPresent();
        };
    }

    /** What it said before is unsaid first, so that a day or place that was corrected moves the count; what stays is not counted anew. */
    private void take(Fact fact, String institution) {
        Instant now = clock.instant();
        List<CountStore.Cell> before =
                replaces(fact) ? counts.unsaying(fact.key().compartment(), name(fact), Set.of(), now) : List.of();
        List<CountStore.Cell> after = new ArrayList<>();
        if (!fact.deleted()) {
            JsonNode resource = fact.tree();
            if (fact.type().equals("Observation")) {
                detected(fact, resource, institution, now, after);
            } else {
                died(fact, resource, institution, now, after);
            }
        }
        counts.change(before, after, now);
    }

    private static String name(Fact fact) {
        return OWN + fact.type() + "/" + fact.id();
    }

    private void detected(
            Fact fact, JsonNode observation, String institution, Instant now, List<CountStore.Cell> after) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        Set<String> pathogens = triggers.pathogens(observation, today);
        if (pathogens.isEmpty()) {
            return;
        }
        LocalDate day = released(observation, fact.at());
        String visit = Triggers.reference(
                observation.path("encounter").path("reference").asString(""));
        Living living = drafts.living(drafts.context(fact, observation, institution));
        for (String each : pathogens) {
            after.addAll(counts.sighting(
                    fact.key().compartment(),
                    Source.LABORATORY + Source.ITEM + each,
                    visit == null ? name(fact) : OWN + visit,
                    name(fact),
                    living,
                    day,
                    now));
        }
    }

    /** When it was released, else when it was taken, else when it came; never ahead of that. */
    private static LocalDate released(JsonNode observation, Instant known) {
        Instant issued = Triggers.parsed(observation.path("issued").asString(""));
        Instant taken = Triggers.parsed(observation.path("effectiveDateTime").asString(""));
        Instant at = issued != null ? issued : taken != null ? taken : known;
        return LocalDate.ofInstant(at.isAfter(known) ? known : at, Surveillance.ZONE);
    }

    private void died(Fact fact, JsonNode resource, String institution, Instant now, List<CountStore.Cell> after) {
        boolean patient = fact.type().equals("Patient");
        Optional<LocalDate> day = patient ? deceased(resource) : discharged(resource);
        if (day.isEmpty() || day.get().isAfter(LocalDate.ofInstant(fact.at(), Surveillance.ZONE))) {
            return;
        }
        long compartment = fact.key().compartment();
        Set<Long> person = new HashSet<>(Duplicates.person(persons, compartment));
        person.remove(compartment);
        if (counts.anySighted(person, Source.DIED)) {
            return;
        }
        Drafts.Context context = patient
                ? new Drafts.Context(
                        compartment, institution, resource, Json.mapper().createObjectNode(), resource, fact.at())
                : drafts.context(fact, resource, institution);
        after.addAll(
                counts.sighting(compartment, Source.DIED, DEATH, name(fact), drafts.living(context), day.get(), now));
    }

    /** Nothing where only that somebody died is told: a count needs its day. */
    private static Optional<LocalDate> deceased(JsonNode patient) {
        return day(patient.path("deceasedDateTime").asString(""));
    }

    /** The end of a visit that a patient left dead (离院方式 死亡). */
    private static Optional<LocalDate> discharged(JsonNode encounter) {
        JsonNode disposition = encounter.path("hospitalization").path("dischargeDisposition");
        boolean dead = disposition.path("text").asString("").contains(DIED)
                || disposition
                        .path("coding")
                        .valueStream()
                        .anyMatch(each -> each.path("code").asString("").equals(EXPIRED)
                                || each.path("display").asString("").contains(DIED));
        return dead ? day(encounter.path("period").path("end").asString("")) : Optional.empty();
    }

    private static Optional<LocalDate> day(String text) {
        return Optional.ofNullable(Triggers.parsed(text)).map(at -> LocalDate.ofInstant(at, Surveillance.ZONE));
    }
}
