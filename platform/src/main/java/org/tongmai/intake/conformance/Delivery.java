package org.tongmai.intake.conformance;

import java.time.Instant;
import java.util.Set;

/**
 * What arrived in one piece, as it arrived.
 *
 * @param number from 1, in the order of arrival
 * @param connection over which it came, from 1; a file is a connection of its own
 * @param bytes without framing
 * @param faults of the framing
 * @param reaction how it was answered
 */
public record Delivery(
        int number, Instant at, int connection, Door door, byte[] bytes, Set<Fault> faults, Reaction reaction) {

    /** Which way it came. */
    public enum Door {
        MLLP,
        HTTP,
        DOCUMENT,
        FILE
    }

    /** How framing goes wrong. */
    public enum Fault {
        /** The message does not begin with 0x0B, or bytes stand outside of a frame. */
        NO_START,
        /** 0x1C is not followed by 0x0D. */
        NO_RETURN,
        /** The connection ended inside the message, or another one began in it. */
        CUT,
        /** More came before the answer. */
        NOT_WAITED
    }

    public Delivery {
        faults = Set.copyOf(faults);
    }
}
