package org.tongmai.access.sentinel;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One look of a person at one source patient, with what a node knows of both.
 *
 * @param look id of the look
 * @param account who looked
 * @param house whose peers the reader's are: role and institution
 * @param patient the source patient; numbers rise in the order of registration
 * @param shown false: refused
 * @param emergency whether it was emergency access
 * @param terminal where the reader was, as the network says; empty where it is not known
 * @param care departments of the reader's institution that treat or lately treated the patient
 * @param relations what ties the reader to the patient
 * @param traits what is known of the patient
 */
public record Reading(
        long look,
        Instant at,
        String account,
        String house,
        long patient,
        boolean shown,
        boolean emergency,
        String terminal,
        List<Care> care,
        Set<Relation> relations,
        Traits traits) {

    public Reading {
        care = List.copyOf(care);
        relations = Set.copyOf(relations);
    }

    /**
     * A visit of the patient.
     *
     * @param now it goes on, or was there within {@value #NOW_HOURS} hours
     */
    public record Care(String department, boolean now) {
        /** So long before and after its visit a patient counts as there: results come, letters are written. */
        public static final int NOW_HOURS = 36;
    }

    /**
     * @param minor not yet {@value #ADULT}
     * @param special treated by a department whose mere name says something (psychiatry, infections)
     * @param name sorts as lists of patients do; empty where it is not known
     * @param street where the patient lives, without the number of the house; empty where it is not known
     */
    public record Traits(boolean minor, boolean special, String name, String street) {
        /** Of age at 18: Civil Code (民法典) 17. */
        public static final int ADULT = 18;

        public static final Traits UNKNOWN = new Traits(false, false, "", "");
    }
}
