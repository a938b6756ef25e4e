package org.tongmai.person;

import org.tongmai.kernel.Explanation;

/**
 * A registration that may be of the person who is asked about.
 *
 * @param person the number of the person to whom the registration belongs now
 * @param score 0 to 1, the chance that it is; see {@link MatchGrade}
 * @param named whether a name was asked for and agrees; a number alone names nobody
 */
public record MatchCandidate(
        Identity identity, long person, MatchGrade grade, double score, boolean named, Explanation explanation) {

    public long compartment() {
        return identity.compartment();
    }
}
