package org.tongmai.person.linkage;

/** Compares two different values of one field, by their codes; the same in both directions, from several threads. */
interface Comparer {

    /** What was found: the ordinal of a {@link Finding}. */
    int compare(int one, int other);
}
