package org.tongmai.portal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Treatments;
import org.tongmai.store.Fact;

/** Who is there: the patients of a doctor's institution today, and finding one by name or number. Identities only. */
final class Desk {

    /** Patients on one page. */
    private static final int MAX = 100;

    private final Access access;
    private final Treatments treatments;
    private final Looks looks;
    private final Charts charts;

    Desk(Access access, Treatments treatments, Looks looks, Charts charts) {
        this.access = access;
        this.treatments = treatments;
        this.looks = looks;
        this.charts = charts;
    }

    /**
     * Somebody at the desk.
     *
     * @param inCare whether the record may be opened
     */
    record WalkIn(
            String patient,
            String name,
            @Nullable String gender,
            @Nullable String birthDate,
            @Nullable String identifierTail,
            @Nullable Instant encounterAt,
            @Nullable String department,
            boolean inCare) {}

    List<WalkIn> today(Caller doctor) {
        String institution = doctor.institution();
        if (institution == null) {
            return List.of();
        }
        Map<Long, Treatments.WalkIn> there = new LinkedHashMap<>();
        treatments.walkIns(institution, MAX).forEach(each -> there.putIfAbsent(each.compartment(), each));
        Map<Long, Fact> patients = charts.patients(there.keySet());
        List<WalkIn> list = new ArrayList<>();
        there.forEach((compartment, visit) -> {
            Fact patient = patients.get(compartment);
            if (patient != null) {
                list.add(walkIn(patient, visit.at(), visit.department(), true));
            }
        });
        looks.shown(doctor, Access.purposeOf(doctor), "page", Set.of(), patients.values());
        return list;
    }

    List<WalkIn> find(Caller doctor, String query) {
        List<Fact> patients = charts.find(query, access.register(doctor), MAX);
        looks.shown(doctor, Access.purposeOf(doctor), "search", Set.of(), patients);
        // whether the record may be opened: a found name that leads to a refusal is no help
        Set<Long> inCare = access.allowed(
                doctor,
                Access.purposeOf(doctor),
                patients.stream().map(Desk::compartment).collect(Collectors.toUnmodifiableSet()));
        return patients.stream()
                .map(each -> walkIn(each, null, null, inCare.contains(compartment(each))))
                .toList();
    }

    private static long compartment(Fact patient) {
        return patient.key().compartment();
    }

    private static WalkIn walkIn(Fact patient, @Nullable Instant at, @Nullable String department, boolean inCare) {
        Identity identity = Identity.of(patient.tree());
        return new WalkIn(
                patient.id(),
                identity.name(),
                identity.gender(),
                identity.birthDate(),
                identity.identifierTail(),
                at,
                department,
                inCare);
    }
}
