package org.tongmai.healthcode;

import java.util.Collections;
import java.util.Set;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.access.Subjects;
import org.tongmai.kernel.Problem;

/** Whose codes a caller may touch: residents their own, institutions those of persons they have registered. */
final class Holders {

    private final Subjects subjects;

    Holders(Subjects subjects) {
        this.subjects = subjects;
    }

    /** All source patients of the person of this one. */
    Set<Long> person(long compartment) {
        return subjects.samePerson(compartment);
    }

    /** The name under which the person of this source patient is locked. */
    String lock(long compartment) {
        return Long.toString(Collections.min(person(compartment)));
    }

    /** All source patients of the resident who calls; nobody's for other callers. */
    Set<Long> own(Caller caller) {
        return subjects.compartmentsOf(caller);
    }

    /**
     * The source patient that a caller applies for: the own one of a resident, one that the institution registered.
     *
     * @throws Problem {@code healthcode.no-such-patient}
     */
    long patient(Caller caller, String patient) {
        long compartment = subjects.compartmentOf(patient).orElseThrow(Holders::noSuchPatient);
        boolean theirs = caller.unrestricted()
                || (caller.role() == Role.RESIDENT
                        ? own(caller).contains(compartment)
                        : registered(caller, Set.of(compartment)));
        if (!theirs
                || subjects.patientOf(compartment).isEmpty()
                        && subjects.source(compartment).isEmpty()) {
            throw noSuchPatient();
        }
        return compartment;
    }

    /** Whether the code of this source patient is the caller's to change. */
    boolean mayChange(Caller caller, long compartment) {
        return caller.unrestricted() || mayChange(caller, person(compartment));
    }

    /** The same of a code of this person, whose source patients are given. */
    boolean mayChange(Caller caller, Set<Long> person) {
        Long own = caller.compartment();
        return caller.unrestricted()
                || (caller.role() == Role.RESIDENT ? own != null && person.contains(own) : registered(caller, person));
    }

    /** Of the person of this source patient, those that the caller's institution registered. */
    Set<Long> registeredBy(Caller caller, long compartment) {
        String institution = caller.institution();
        return institution == null ? Set.of() : subjects.ownedBy(institution, person(compartment));
    }

    private boolean registered(Caller caller, Set<Long> compartments) {
        String institution = caller.institution();
        return institution != null
                && !subjects.ownedBy(institution, compartments).isEmpty();
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
