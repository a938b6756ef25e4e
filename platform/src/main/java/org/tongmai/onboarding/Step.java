package org.tongmai.onboarding;

/** The steps of an onboarding, in their order. All but {@link #APPROVAL} are derived from what the platform sees. */
public enum Step {
    /** The institution is registered. */
    INSTITUTION,
    /** The system has a key of its own and is not closed. */
    KEYS,
    /** The sandbox took messages of each kind that was declared. */
    SANDBOX,
    /** A report of an examination holds. */
    CONFORMANCE,
    /** On so many days came as many messages as the system says it sent. */
    COUNTS,
    /** The operator let the system go live. */
    APPROVAL,
    /** Live messages come, and no feed is silent. */
    MONITORING
}
