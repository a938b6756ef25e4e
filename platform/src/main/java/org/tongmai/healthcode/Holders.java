package org.tongmai.healthcode;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Store;

/** Whose codes a caller may touch: residents their own, institutions those of persons they have registered. */
final class Holders {

    private final Store store;
    private final Persons persons;

    Holders(Store store, Persons persons) {
        this.store = store;
        this.persons = persons;
    }

    /** All source patients of the person of this one. */
    Set<Long> person(long compartment) {
        return persons.of(compartment).compartments();
    }

    /** The name under which the person of this source patient is locked. */
    String lock(long compartment) {
        return Long.toString(Collections.min(person(compartment)));
    }

    /** All source patients of the resident who calls; nobody's for other callers. */
    Set<Long> own(Caller caller) {
        return caller.compartment() == null ? Set.of() : person(caller.compartment());
    }

    /**
     * The source patient that a caller applies for: the own one of a resident, one that the institution registered.
     *
     * @throws Problem {@code healthcode.no-such-patient}
     */
    long patient(Caller caller, String patient) {
        long compartment =
                store.key("Patient", patient).map(ResourceKey::compartment).orElseThrow(Holders::noSuchPatient);
        boolean theirs = caller.unrestricted()
                || (caller.role() == Role.RESIDENT
                        ? own(caller).contains(compartment)
                        : registered(caller, Set.of(compartment)));
        if (!theirs
                || persons.identity(compartment).isEmpty()
                        && store.sourceOf(compartment).isEmpty()) {
            throw noSuchPatient();
        }
        return compartment;
    }

    /** Whether the code of this source patient is the caller's to change. */
    boolean mayChange(Caller caller, long compartment) {
        return caller.unrestricted()
                || (caller.role() == Role.RESIDENT
                        ? own(caller).contains(compartment)
                        : registered(caller, person(compartment)));
    }

    /** Of the person of this source patient, those that the caller's institution registered. */
    Set<Long> registeredBy(Caller caller, long compartment) {
        return store.sources(person(compartment)).entrySet().stream()
                .filter(each -> each.getValue().equals(caller.institution()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean registered(Caller caller, Set<Long> compartments) {
        String institution = caller.institution();
        return institution != null
                && !Collections.disjoint(
                        List.of(institution),
                        store.sources(compartments).values().stream().collect(Collectors.toSet()));
    }

    static Problem noSuchPatient() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "healthcode.no-such-patient",
                "There is no such patient here.",
                "An institution acts for patients it has registered, a resident for the own person.",
                "Register the patient first, or check the id.");
    }
}
