package org.tongmai.emergency;

import java.util.Set;

/** Where an event stands. */
public enum Status {
    /** 已报告. */
    REPORTED,
    /** 已核实. */
    VERIFIED,
    /** 响应中. */
    RESPONDING,
    /** 响应终止. */
    ENDED,
    /** 已评估: the after-action review is there. */
    REVIEWED,
    /** 已关闭. */
    CLOSED;

    /** Where it may go from here. What proves to be nothing is closed from {@code REPORTED}; an end may have been too early. */
    Set<Status> next() {
        return switch (this) {
            case REPORTED -> Set.of(VERIFIED, CLOSED);
            case VERIFIED -> Set.of(RESPONDING, CLOSED);
            case RESPONDING -> Set.of(ENDED);
            case ENDED -> Set.of(RESPONDING, REVIEWED);
            case REVIEWED -> Set.of(CLOSED);
            case CLOSED -> Set.of();
        };
    }

    /** Whether people still work on it. */
    boolean open() {
        return this != CLOSED;
    }
}
