package org.tongmai.simulator;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * An institution that sends records.
 *
 * @param key A, B and C are hospitals, H is the community health centre
 * @param uscc unified social credit code (GB 32100)
 * @param kind WS 218 category
 * @param speaks the form of its records
 * @param charset of its HL7 v2 messages; FHIR is always UTF-8
 * @param share of the residents who are registered there
 */
public record Institution(
        String key,
        String uscc,
        String name,
        String kind,
        Dispatch.Form speaks,
        Charset charset,
        double share,
        List<Department> departments) {

    /** A department with its doctors. */
    public record Department(String code, String name, List<Practitioner> doctors) {}

    /** A doctor; the staff number is unique at the institution. */
    public record Practitioner(String number, Name name) {}

    Optional<Department> department(String code) {
        return departments.stream()
                .filter(department -> department.code().equals(code))
                .findFirst();
    }

    /** Identifier system of the institution's own numbers. */
    String system(String what) {
        return "https://tongmai.org/fhir/institution/" + uscc + "/" + what;
    }

    @Override
    public String toString() {
        return key;
    }
}
