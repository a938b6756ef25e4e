/** Subscriptions: who wants to be told of which changes, the queue of each, and their delivery. */
@NullMarked
package org.tongmai.fhir.subscription;

import org.jspecify.annotations.NullMarked;
