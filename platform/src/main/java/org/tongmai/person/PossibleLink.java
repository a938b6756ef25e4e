package org.tongmai.person;

import org.tongmai.kernel.Explanation;

/** Two registrations that may be one person; a steward decides. */
public record PossibleLink(Identity a, Identity b, Explanation explanation) {}
