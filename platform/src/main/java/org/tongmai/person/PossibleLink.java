package org.tongmai.person;

import org.tongmai.kernel.Explanation;

/**
 * Two registrations that may be of one person.
 *
 * @param place its place in the queue, after which the next page is asked for; a word without meaning to others
 * @param bits the evidence for one person, prior included
 */
public record PossibleLink(String place, Identity a, Identity b, double bits, Explanation explanation) {}
