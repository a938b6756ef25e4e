package org.tongmai.access;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Store;

/** Whom a record is about: from logical id to compartment to person and back to all compartments of the person. */
public final class Subjects {

    private final Store store;
    private final Persons persons;

    Subjects(Store store, Persons persons) {
        this.store = store;
        this.persons = persons;
    }

    /** The compartment of the Patient with this logical id; says nothing of whether it is there. */
    public Optional<Long> compartmentOf(String patient) {
        return store.key("Patient", patient).map(ResourceKey::compartment);
    }

    /** The logical id of the Patient of this source patient; empty where the person index has not read it. */
    public Optional<String> patientOf(long compartment) {
        return persons.identity(compartment).map(Identity::patient);
    }

    /** What this source patient is called; empty where the person index has not read it. */
    String name(long compartment) {
        return persons.identity(compartment).map(Identity::name).orElse("");
    }

    /** What these source patients are called; those that the person index has not read are left out. */
    Map<Long, String> names(Set<Long> compartments) {
        return persons.identities(compartments).entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, each -> each.getValue().name()));
    }

    /** The institution that sends this source patient: USCC. */
    public Optional<String> source(long compartment) {
        return store.sourceOf(compartment);
    }

    Map<Long, String> sources(Set<Long> compartments) {
        return store.sources(compartments);
    }

    /** All source patients of the person to whom this one is linked, itself included. */
    public Set<Long> samePerson(long compartment) {
        return persons.of(compartment).compartments();
    }

    /** The same for several at once. */
    Map<Long, Set<Long>> samePersons(Set<Long> compartments) {
        return persons.together(compartments);
    }

    /** Of these source patients, those that this institution sends. */
    public Set<Long> ownedBy(String institution, Set<Long> compartments) {
        return store.sources(compartments).entrySet().stream()
                .filter(each -> each.getValue().equals(institution))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The person of each source patient; those linked to none are left out. */
    Map<Long, Long> persons(Set<Long> compartments) {
        return persons.numbers(compartments);
    }

    /** All source patients of a resident's own person; nobody's for other callers. */
    public Set<Long> compartmentsOf(Caller caller) {
        return caller.compartment() == null ? Set.of() : samePerson(caller.compartment());
    }

    /** The person a resident is, as text. */
    @Nullable
    String personOf(Caller caller) {
        return caller.compartment() == null
                ? null
                : person(caller.compartment()).orElse(null);
    }

    /** The person of a source patient, as text. */
    Optional<String> person(long compartment) {
        return Optional.ofNullable(persons.numbers(Set.of(compartment)).get(compartment))
                .map(String::valueOf);
    }
}
