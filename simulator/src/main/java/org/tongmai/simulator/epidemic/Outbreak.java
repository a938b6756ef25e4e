package org.tongmai.simulator.epidemic;

import java.util.List;

/**
 * An outbreak as it truly was.
 *
 * @param place code of the county
 * @param condition code of the disease
 * @param began day on which the first were infected, from 0 at the first of the simulation
 * @param cases who fell ill, by the day of onset
 */
public record Outbreak(int number, String place, String condition, Kind kind, int began, List<Case> cases) {

    /** How it begins. */
    public enum Kind {
        /** Many at once, by a meal or a well. */
        POINT,
        /** A class and its school. */
        SCHOOL,
        /** A workplace, a village or an estate. */
        PERSON
    }

    /** Where somebody was infected. */
    public enum Setting {
        SOURCE,
        HOUSEHOLD,
        SCHOOL,
        WORK,
        COMMUNITY
    }

    /**
     * Somebody who fell ill.
     *
     * @param id unlike all others of the outbreak
     * @param by who infected them; -1 for nobody of the outbreak
     * @param site number of the school, workplace or estate
     * @param known the day on which the case was reported; -1 where it never was
     */
    public record Case(int id, int by, Setting setting, boolean pupil, int site, int infected, int onset, int known) {

        Case reported(int day) {
            return new Case(id, by, setting, pupil, site, infected, onset, day);
        }
    }
}
