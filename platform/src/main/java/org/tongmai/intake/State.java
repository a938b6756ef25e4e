package org.tongmai.intake;

/** What came of a message. */
public enum State {
    /** Stored when it arrived. */
    STORED,
    /** Not stored; somebody has to mend it. */
    REFUSED,
    /** Accepted and not stored yet: it refers to something that has not arrived. */
    WAITING,
    /** Stored by a later run. */
    RESOLVED;

    /** Whether its content is, or will be, part of the record. */
    boolean accepted() {
        return this != REFUSED;
    }
}
