package org.tongmai.simulator;

/** Told after each dispatch, by several threads at once. */
@FunctionalInterface
public interface Progress {

    void delivered(Dispatch dispatch, Channel.Answer answer);

    /** Does not listen. */
    static Progress none() {
        return (dispatch, answer) -> {};
    }
}
