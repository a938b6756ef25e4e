package org.tongmai.healthcode;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.InstitutionSystems;
import org.tongmai.access.Purpose;
import org.tongmai.access.Role;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/** What the verifier's institution has registered itself: its patient of a holder, and the holder of its patient's number. */
final class Registered {

    private final Holders holders;
    private final Persons persons;
    private final Access access;
    private final Store facts;
    private final CodeStore codes;

    Registered(Holders holders, Persons persons, Access access, Store facts, CodeStore codes) {
        this.holders = holders;
        this.persons = persons;
        this.access = access;
        this.facts = facts;
        this.codes = codes;
    }

    /** The code of the person whom the caller's institution registered under this patient number. */
    Optional<HealthCode> code(Caller caller, String number) {
        return patient(caller, number)
                .flatMap(fact -> codes.of(holders.person(fact.key().compartment())).stream()
                        .findFirst());
    }

    /**
     * Whom the caller's institution registered under this patient number; empty where it stands for none, or for more than one
     * registration.
     */
    Optional<Fact> patient(Caller caller, String number) {
        String institution = HealthCodes.requireInstitution(caller);
        Query bearers = Query.of("Patient")
                .where("identifier", Query.identified(InstitutionSystems.patients(institution), number.strip()))
                .count(2);
        List<Fact> own = facts.search(bearers, Scope.everything()).facts().stream()
                .filter(fact -> facts.sourceOf(fact.key().compartment())
                        .filter(institution::equals)
                        .isPresent())
                .toList();
        return own.size() == 1 ? Optional.of(own.getFirst()) : Optional.empty();
    }

    /** The patient of this holder: the registration with a visit, else the first; empty where there is none, or a system asks. */
    Optional<Verified.Local> at(Caller caller, long compartment) {
        if (caller.role() != Role.DOCTOR || caller.institution() == null) {
            return Optional.empty();
        }
        Set<Long> own = holders.registeredBy(caller, compartment);
        if (own.isEmpty()) {
            return Optional.empty();
        }
        Set<Long> open = access.allowed(caller, Purpose.CARE, own);
        return persons.identity(Collections.min(open.isEmpty() ? own : open))
                .map(Identity::patient)
                .map(patient -> new Verified.Local(patient, !open.isEmpty()));
    }
}
