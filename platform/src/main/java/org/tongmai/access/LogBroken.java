package org.tongmai.access;

import org.tongmai.kernel.Problem;

/** What is said where the log of receipts is not what it was. */
final class LogBroken {

    private LogBroken() {}

    static Problem at(long place) {
        return new Problem(
                Problem.Kind.CONFLICT,
                "access.log-broken",
                "The log of receipts is damaged at entry " + place + ".",
                "An entry or a part of the tree was deleted, moved or changed in the database, past the node.",
                "Keep the database as it is, export the log, and find out who changed it; compare with a backup.");
    }
}
