package org.tongmai.emergency;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Mask;

/**
 * Somebody of an event: a case, a contact, or a contact that became a case and stays both.
 *
 * @param number in the event, from 1
 * @param version of the event when the person was last changed
 * @param card number of the report card that the case came from; null for one written down by hand
 * @param compartment source patient of that card
 * @param place GB/T 2260: where the person lives; empty where unknown
 * @param category of a contact; null for who was none
 * @param lastExposure of a contact
 * @param followUntil last day of the medical observation of a contact
 * @param classification of a case; null for a contact that is none
 * @param endedOn when the illness ended
 */
public record Person(
        int number,
        int version,
        @Nullable Long card,
        @Nullable Long compartment,
        Particulars who,
        String place,
        @Nullable Category category,
        @Nullable LocalDate lastExposure,
        @Nullable LocalDate followUntil,
        @Nullable Classification classification,
        @Nullable LocalDate onset,
        @Nullable Ending ending,
        @Nullable LocalDate endedOn) {

    /** Of what kind a contact is (密切接触者、密接的密接、一般接触者). */
    public enum Category {
        CLOSE,
        SECONDARY,
        GENERAL
    }

    /**
     * Who somebody is; empty where unknown.
     *
     * @param number of an identity document
     * @param sex 男 or 女
     * @param birthDate ISO date
     */
    public record Particulars(
            String name,
            String number,
            String sex,
            String birthDate,
            String phone,
            String address,
            String workplace,
            String occupation) {

        /** Nothing is known, or nothing is kept. */
        static final Particulars NONE = new Particulars("", "", "", "", "", "", "", "");

        /** Whole years on a day; null where the birth date is unknown. */
        @Nullable
        Integer years(LocalDate day) {
            try {
                return LocalDate.parse(birthDate).until(day).getYears();
            } catch (DateTimeParseException unknown) {
                return null;
            }
        }

        String masked() {
            return Mask.name(name);
        }

        /** Never a name or a number, so that none slips into a log. */
        @Override
        public String toString() {
            return "particulars of " + masked();
        }
    }

    boolean wasContact() {
        return category != null;
    }

    boolean isCase() {
        return classification != null && classification.counts();
    }

    /** What the history keeps. */
    Counted counted() {
        return new Counted(wasContact(), classification, onset, ending, isCase() ? null : followUntil);
    }
}
