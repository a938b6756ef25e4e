package org.tongmai.person.match;

/**
 * A steward's word about two source patients; it outweighs the model.
 *
 * @param place the place in the order in which words were given; where two contradict, the earlier goes first
 */
public record Word(long one, long other, boolean same, long place) {

    boolean about(long first, long second) {
        return (one == first && other == second) || (one == second && other == first);
    }
}
