package org.tongmai.kernel;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/**
 * What must hold of a patient's identity data before it is stored, whichever way it comes: a resident identity number has
 * the form, birth date and check digit of GB 11643, and nobody is born in the future. What may be wrong without being
 * impossible (a typing error in a name, a birth date that differs from the one in the number) is for the person index.
 */
public final class PatientIdentityCheck {

    private PatientIdentityCheck() {}

    /**
     * One identifier.
     *
     * @param system FHIR identifier system
     * @param where its position, FHIRPath or HL7 v2, told to the sender
     */
    public record Numbered(String system, String value, String where) {}

    /**
     * Refuses an impossible identity.
     *
     * @param birthDate FHIR date, {@code YYYY[-MM[-DD]]}; empty where unknown
     * @param birthDateWhere its position
     * @param today in the province
     * @throws Problem {@code kernel.resident-number-malformed}, {@code kernel.resident-number-check-digit-wrong},
     *     {@code kernel.resident-number-birth-date-impossible}, {@code kernel.birth-date-in-future}, with the position
     */
    public static void check(List<Numbered> identifiers, String birthDate, String birthDateWhere, LocalDate today) {
        identifiers.stream()
                .filter(identifier -> identifier.system().equals(DocumentType.RESIDENT_NUMBER.system()))
                .forEach(identifier -> checkNumber(identifier, today));
        if (earliest(birthDate).isAfter(today)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.birth-date-in-future",
                    "The birth date lies in the future.",
                    "Nobody is registered before being born.",
                    "Check the birth date, and the clock of the sending system.",
                    List.of(birthDateWhere));
        }
    }

    private static void checkNumber(Numbered identifier, LocalDate today) {
        try {
            var _ = ResidentNumber.parse(identifier.value(), today);
        } catch (Problem wrong) {
            throw new Problem(
                    wrong.kind(), wrong.code(), wrong.what(), wrong.why(), wrong.mend(), List.of(identifier.where()));
        }
    }

    /** The first day that a date of less than full precision may mean; what is no date is not judged here. */
    private static LocalDate earliest(String date) {
        try {
            return LocalDate.parse(date + "-01-01".substring(Math.min(6, Math.max(0, date.length() - 4))));
        } catch (DateTimeException none) {
            return LocalDate.MIN;
        }
    }
}
