package org.tongmai.store;

import org.jspecify.annotations.Nullable;

/**
 * One wish of a submission.
 *
 * @param method what is wished for
 * @param type the resource type
 * @param id the logical id, for update and delete by id
 * @param condition instead of an id: the resource that this search finds; for create: only if it finds none
 * @param ifMatch the version that must be the current one
 * @param fullUrl how other entries refer to it, such as {@code urn:uuid:…}
 * @param patient the reference to the patient whose record it belongs to, as written, where the type has such an element
 * @param body the resource; null for a deletion
 */
public record Change(
        Fact.Method method,
        String type,
        @Nullable String id,
        @Nullable Query condition,
        @Nullable Integer ifMatch,
        @Nullable String fullUrl,
        @Nullable String patient,
        @Nullable Slice body) {

    /** Creates a resource under a new id. */
    public static Change create(String type, byte[] body) {
        return new Change(
                Fact.Method.CREATE, type, null, null, null, null, PatientReference.of(type, body), Slice.of(body));
    }

    /** Writes the next version of a resource, or its first under that id. */
    public static Change update(String type, String id, byte[] body) {
        return new Change(
                Fact.Method.UPDATE, type, id, null, null, null, PatientReference.of(type, body), Slice.of(body));
    }
}
