package org.tongmai.intake;

import java.time.Instant;

/** How old, by the sender's clock, is what is stored under a name that the sender gave. */
record Age(String institution, String key, Instant at) {}
