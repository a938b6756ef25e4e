package org.tongmai.simulator;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Only who is registered where in a province, without visits: for measuring how people are matched, at any size. */
public final class Registrations {

    private Registrations() {}

    /**
     * Draws residents and their registrations, each as a FHIR Patient the way its institution writes it in the end. Nothing is held
     * in memory but what the taker keeps.
     *
     * @param taker the local patient, with the truth about who it is, and the Patient
     */
    public static void each(ProvinceSettings settings, BiConsumer<LocalPatient, ObjectNode> taker) {
        var registry = new Registry(settings, Institutions.of(settings.region()));
        @Nullable Resident before = null;
        long number = 1; // the resident of the demonstration is number 0 and not among these
        for (Resident resident : Population.draw(settings)) {
            for (LocalPatient local : registry.register(resident, before, number)) {
                Registration written = local.mendedLater()
                        .map(LocalPatient.Mended::registration)
                        .orElse(local.registration());
                taker.accept(local, FhirPatients.patient(local.institution(), local.localId(), written));
            }
            before = resident;
            number++;
        }
    }
}
