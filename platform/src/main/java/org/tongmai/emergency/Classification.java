package org.tongmai.emergency;

/** How sure it is that a person is a case (病例分类). */
public enum Classification {
    SUSPECTED,
    CLINICAL,
    CONFIRMED,
    /** 无症状感染者. */
    ASYMPTOMATIC,
    /** 排除. */
    DISCARDED;

    /** Whether it counts as a case. */
    boolean counts() {
        return this != DISCARDED;
    }
}
