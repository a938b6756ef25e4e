package org.tongmai.directory.terminology;

/**
 * What one question has cost so far. A definition of a few lines can ask for years of work: value sets that contain each other
 * many times over, filters without number, maps that refer to maps.
 */
final class Work {

    /** Some seconds of processor time: a step is what takes about 20 ns. */
    static final long STEPS_MAX = 200_000_000;

    /** To look at one include, group or coding. */
    static final int PIECE = 50;

    /** To read the properties of one concept. */
    static final int CONCEPT = 50;

    private long steps;

    /** @throws org.tongmai.kernel.Problem {@code directory.question-too-costly} */
    void spend(long more) {
        steps += more;
        if (steps > STEPS_MAX) {
            throw Refusals.costly();
        }
    }
}
