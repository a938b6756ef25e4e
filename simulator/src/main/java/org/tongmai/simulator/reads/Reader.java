package org.tongmai.simulator.reads;

import org.tongmai.simulator.Resident;

/**
 * Somebody who reads: a doctor, a nurse, or somebody of the laboratory, the record office or infection control.
 *
 * @param account login
 * @param resident who it is
 * @param hospital number of the hospital
 * @param department number of the department at it
 * @param begins first day of work, counted from the first day of the log; negative for those who were there before
 * @param leaves first day without work; beyond the log for those who stay
 * @param leaveFrom first day of a leave in between, -1 for none
 * @param leaveUntil first day after it
 * @param busy times the usual number of patients
 * @param presence share of the working days on which there is work
 * @param home address at home or on the way, for those who work from there sometimes; empty for none
 */
public record Reader(
        String account,
        Resident resident,
        int hospital,
        int department,
        Kind kind,
        int begins,
        int leaves,
        int leaveFrom,
        int leaveUntil,
        double busy,
        double presence,
        String home) {

    /** What somebody does. */
    public enum Kind {
        DOCTOR,
        NURSE,
        /** Laboratory and imaging: sees patients of every department. */
        LABORATORY,
        /** Checks the records of those who went home (病案质控). */
        RECORDS,
        /** Looks after infections in the house (院感). */
        INFECTION_CONTROL
    }

    /** Whether there may be work on this day. */
    boolean works(int day) {
        return day >= begins && day < leaves && !(day >= leaveFrom && day < leaveUntil);
    }
}
