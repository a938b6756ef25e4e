package org.tongmai.person.match;

/**
 * A word about two source patients, a steward's or of the institution of both; it outweighs the model.
 *
 * @param place the place in the order in which words were given; where two contradict, the earlier goes first
 * @param institution whether their own institution says so, and not a steward
 */
public record Word(long one, long other, boolean same, long place, boolean institution) {

    /** A steward's. */
    public Word(long one, long other, boolean same, long place) {
        this(one, other, same, place, false);
    }

    public boolean about(long either) {
        return one == either || other == either;
    }

    public boolean about(long first, long second) {
        return (one == first && other == second) || (one == second && other == first);
    }
}
