package org.tongmai.emergency;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which people of an event a list shows; what is null does not matter.
 *
 * @param who CASE: who counts as a case; CONTACT: who was written down as a contact, case or not; BECAME: both
 * @param from first day of onset
 * @param until last day of onset
 * @param undated only those whose onset is unknown
 * @param following only those whose medical observation lasts on this day
 * @param place GB/T 2260
 * @param exposedAt number of a place where they were exposed
 */
record PersonFilter(
        @Nullable Who who,
        @Nullable Classification classification,
        @Nullable LocalDate from,
        @Nullable LocalDate until,
        @Nullable Boolean undated,
        @Nullable Ending ending,
        @Nullable LocalDate following,
        @Nullable String place,
        @Nullable Integer exposedAt) {

    /** Cases, contacts, or those who are both. */
    enum Who {
        CASE,
        CONTACT,
        BECAME
    }

    /** Whether somebody is among them, as far as the history knows people: not by place. */
    boolean shows(Counted person) {
        LocalDate onset = person.onset();
        LocalDate watched = person.followUntil();
        return switch (who) {
                    case null -> true;
                    case CASE -> person.counts();
                    case CONTACT -> person.wasContact();
                    case BECAME -> person.counts() && person.wasContact();
                }
                && (classification == null || classification == person.classification())
                && (from == null || onset != null && !onset.isBefore(from))
                && (until == null || onset != null && !onset.isAfter(until))
                && (!onlyUndated() || onset == null)
                && (ending == null || ending == person.ending())
                && (following == null || watched != null && !watched.isBefore(following));
    }

    boolean onlyUndated() {
        return Boolean.TRUE.equals(undated);
    }

    /** Everybody. */
    static PersonFilter all() {
        return new PersonFilter(null, null, null, null, null, null, null, null, null);
    }

    /** Contacts, no cases, whose medical observation lasts on a day. */
    static PersonFilter following(LocalDate day) {
        return new PersonFilter(null, null, null, null, null, null, day, null, null);
    }
}
