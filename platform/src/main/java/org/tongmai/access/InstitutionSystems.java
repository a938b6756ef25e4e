package org.tongmai.access;

import java.util.Optional;
import java.util.regex.Pattern;

/** The identifier systems of the numbers that institutions give. */
public final class InstitutionSystems {

    private static final Pattern PATIENTS =
            Pattern.compile("https://tongmai\\.org/fhir/institution/([0-9A-Z]{18})/patient");

    private InstitutionSystems() {}

    /** The system of the numbers that an institution gives to {@code patient}, {@code visit}, {@code lab-item}, … */
    public static String of(String institution, String what) {
        return "https://tongmai.org/fhir/institution/" + institution + "/" + what;
    }

    /** The system of an institution's patient numbers. */
    public static String patients(String institution) {
        return of(institution, "patient");
    }

    /** The institution whose patient numbers stand under this system. */
    public static Optional<String> ofPatients(String system) {
        var found = PATIENTS.matcher(system);
        return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
