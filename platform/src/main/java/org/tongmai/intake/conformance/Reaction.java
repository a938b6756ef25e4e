package org.tongmai.intake.conformance;

/** How the robot platform answers a delivery. */
public enum Reaction {
    /** AA at once. */
    ACCEPT,
    /** AA after a while, in which a sender has to wait. */
    ACCEPT_LATE,
    /** Nothing. */
    SILENCE,
    /** The connection is closed. */
    DISCONNECT,
    /** AA that names another message. */
    FOREIGN,
    /** AE: the content has an error. */
    ERROR,
    /** AR, in enhanced mode CR: never to be repeated as it is. */
    REJECT;

    /** Whether the sender has to take the message for not delivered. */
    boolean unanswered() {
        return this == SILENCE || this == DISCONNECT || this == FOREIGN;
    }

    /** Whether the sender has been told that the message as it is will not be taken. */
    boolean refused() {
        return this == ERROR || this == REJECT;
    }
}
