package org.tongmai.person;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.tongmai.kernel.Explanation;
import org.tongmai.person.match.Trait;

/**
 * A registration that may be of the person who is asked about.
 *
 * @param person the number of the person to whom the registration belongs now
 * @param score 0 to 1, the chance that it is; see {@link MatchGrade}
 * @param named whether a name was asked for and agrees; a number alone names nobody
 */
public record MatchCandidate(
        Identity identity, long person, MatchGrade grade, double score, boolean named, Explanation explanation) {

    /** The names of those reasons of an explanation that another institution may read too. */
    public static final Set<String> IDENTITY_FIELDS = Arrays.stream(Trait.values())
            .filter(Trait::identity)
            .map(Trait::word)
            .collect(Collectors.toUnmodifiableSet());

    public long compartment() {
        return identity.compartment();
    }
}
