package org.tongmai.healthcode;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Purpose;
import org.tongmai.access.Role;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;

/** Under which patient a person at a window knows the holder of a code, so that the record opens from there. */
final class Registered {

    private final Holders holders;
    private final Persons persons;
    private final Access access;

    Registered(Holders holders, Persons persons, Access access) {
        this.holders = holders;
        this.persons = persons;
        this.access = access;
    }

    /** The registration with a visit, else the first; empty where there is none, or a system asks. */
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
