package org.tongmai.node;

/**
 * What was found about one thing that a node needs.
 *
 * @param name what was looked at
 * @param detail what was found
 * @param mend what to do; empty where nothing is to be done
 */
public record Check(String name, State state, String detail, String mend) {

    /** Whether it will do. */
    public enum State {
        OK,
        /** A node runs, but not as well or as safely as it could. */
        WARNING,
        /** A node does not run, or not safely. */
        FAILED
    }

    static Check ok(String name, String detail) {
        return new Check(name, State.OK, detail, "");
    }

    static Check warning(String name, String detail, String mend) {
        return new Check(name, State.WARNING, detail, mend);
    }

    static Check failed(String name, String detail, String mend) {
        return new Check(name, State.FAILED, detail, mend);
    }
}
