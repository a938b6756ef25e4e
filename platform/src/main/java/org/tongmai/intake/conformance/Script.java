package org.tongmai.intake.conformance;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How the robot platform reacts: by script to each new message, in the order of arrival, so that a sender meets every way in which
 * an answer can fail; to what comes again as a platform would.
 */
final class Script {

    /** By place; what is not named is accepted. The first three go through, so that who begins sees something work. */
    static final Map<Integer, Reaction> PLAN = Map.of(
            4, Reaction.ACCEPT_LATE,
            5, Reaction.SILENCE,
            7, Reaction.DISCONNECT,
            9, Reaction.ERROR,
            11, Reaction.REJECT,
            13, Reaction.FOREIGN,
            15, Reaction.ACCEPT_LATE);

    /** After so many messages every reaction was met. */
    static final int LENGTH = 16;

    private final Set<String> said = new HashSet<>();
    private final Map<String, Past> byNumber = new HashMap<>();
    private int fresh;

    private record Past(byte[] bytes, Reaction reaction) {}

    /** How to answer what just came. */
    synchronized Reaction react(Heard heard) {
        Past known = byNumber.get(heard.controlId());
        Reaction reaction;
        if (known != null && Arrays.equals(known.bytes, heard.delivery().bytes())) {
            reaction = known.reaction.refused() ? known.reaction : Reaction.ACCEPT;
        } else if (said.contains(heard.substance())) {
            reaction = Reaction.ACCEPT;
        } else {
            fresh++;
            reaction = PLAN.getOrDefault(fresh, Reaction.ACCEPT);
        }
        said.add(heard.substance());
        byNumber.put(heard.controlId(), new Past(heard.delivery().bytes(), reaction));
        return reaction;
    }

    /** How many different messages came. */
    synchronized int fresh() {
        return fresh;
    }
}
