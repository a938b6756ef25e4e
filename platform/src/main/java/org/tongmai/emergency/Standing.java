package org.tongmai.emergency;

/** What somebody is to an event, from least to most. */
enum Standing {
    /** Knows nothing of it. */
    NONE,
    /** CDC staff of a region above the owner, or of the place: sees it and its numbers, nobody who is ill. */
    SEES,
    /** On duty by its roster: works on it and sees its people. */
    STAFF,
    /** CDC staff of the jurisdiction that commands it. */
    OWNER
}
