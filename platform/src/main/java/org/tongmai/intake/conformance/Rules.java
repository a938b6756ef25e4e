package org.tongmai.intake.conformance;

/** The checks of one group: hears each message once, in the order of arrival, and remembers what it must. */
interface Rules {

    /** @param heard a readable message, not a repetition of one that was heard */
    void hear(Heard heard, Findings findings);
}
