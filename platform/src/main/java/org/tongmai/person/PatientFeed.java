package org.tongmai.person;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.tongmai.store.Fact;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/** Takes what institutions send of their patients into the index. */
final class PatientFeed implements Consumer<List<Fact>> {

    private final Store store;
    private final PatientReader reader;
    private final PatientDomains domains;
    private final Replacements replacements;
    private final PersonIndex index;
    private final IndexChange change;
    private final Clock clock;

    PatientFeed(
            Store store,
            PatientReader reader,
            PatientDomains domains,
            Replacements replacements,
            PersonIndex index,
            IndexChange change,
            Clock clock) {
        this.store = store;
        this.reader = reader;
        this.domains = domains;
        this.replacements = replacements;
        this.index = index;
        this.change = change;
        this.clock = clock;
    }

    /** Takes a batch of the feed in; of several versions of a patient the last counts. */
    @Override
    public void accept(List<Fact> facts) {
        var last = new LinkedHashMap<Long, Fact>();
        for (Fact fact : facts) {
            if (fact.type().equals("Patient")) {
                last.remove(fact.key().compartment());
                last.put(fact.key().compartment(), fact);
            }
        }
        Map<Long, String> sources = store.sources(last.keySet());
        // parsed once, before anybody else has to wait
        var patients = new LinkedHashMap<Long, ObjectNode>();
        last.forEach((compartment, fact) -> {
            if (!fact.deleted()) {
                patients.put(compartment, fact.tree());
            }
        });
        var written = new ArrayList<Identity>();
        patients.forEach((compartment, patient) -> written.add(
                reader.read(Objects.requireNonNull(last.get(compartment)), patient, sources.get(compartment))));
        Set<Long> removed = new TreeSet<>(last.keySet());
        removed.removeAll(patients.keySet());
        change.replay(() -> {
            domains.learn(patients.values());
            PersonsChanged changed = index.apply(written, removed);
            return relink(replacements.apply(last.values(), patients, sources, clock.instant()), changed);
        });
    }

    /** By the words that institutions gave or took back about their own registrations. */
    private PersonsChanged relink(Map<String, Set<Long>> said, PersonsChanged before) {
        var persons = new TreeSet<>(before.persons());
        var compartments = new TreeSet<>(before.compartments());
        said.forEach((institution, about) -> {
            PersonsChanged changed = index.relink(about, Replacements.INSTITUTION + institution);
            persons.addAll(changed.persons());
            compartments.addAll(changed.compartments());
        });
        return new PersonsChanged(persons, compartments, before.at());
    }
}
