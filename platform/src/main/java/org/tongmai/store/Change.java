package org.tongmai.store;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One wish of a submission.
 *
 * @param method what is wished for
 * @param type the resource type
 * @param id the logical id, for update and delete by id; with a condition, the id that the body names
 * @param condition instead of an id: the resource that this search finds, for a deletion all that it finds; for create: only
 *     if it finds none
 * @param ifMatch the version that must be the current one; {@link #ANY_VERSION} for any, but there must be one
 * @param fullUrl how other entries refer to it, such as {@code urn:uuid:…}
 * @param patient the reference to the patient whose record it belongs to, as written, where the type has such an element
 * @param body the resource, or what was sent as a patch; null for a deletion
 * @param patch for an update: makes the next version out of the current one, which must exist
 * @param onlyNew for an update: refuse it where the resource exists
 */
public record Change(
        Fact.Method method,
        String type,
        @Nullable String id,
        @Nullable Query condition,
        @Nullable Integer ifMatch,
        @Nullable String fullUrl,
        @Nullable String patient,
        @Nullable Slice body,
        @Nullable Patch patch,
        boolean onlyNew) {

    /** {@code If-Match: *}. */
    public static final int ANY_VERSION = 0;

    /** Makes the next version of a resource. Called again where the resource was changed meanwhile, so it has no side effects. */
    @FunctionalInterface
    public interface Patch {
        /**
         * @param current the whole resource, a tree of the caller's own that may be changed in place
         * @throws org.tongmai.kernel.Problem where it cannot be applied; nothing is written then
         */
        ObjectNode apply(ObjectNode current);
    }

    public Change(
            Fact.Method method,
            String type,
            @Nullable String id,
            @Nullable Query condition,
            @Nullable Integer ifMatch,
            @Nullable String fullUrl,
            @Nullable String patient,
            @Nullable Slice body) {
        this(method, type, id, condition, ifMatch, fullUrl, patient, body, null, false);
    }

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

    /**
     * Writes the next version of a resource, made out of the current one.
     *
     * @param id null where a condition is to follow
     * @param sent what the client wrote, by which one patch is told from another
     */
    public static Change patch(String type, @Nullable String id, Patch patch, Slice sent) {
        return new Change(Fact.Method.UPDATE, type, id, null, null, null, null, sent, patch, false);
    }

    /** The same for the one resource that {@code condition} finds. */
    public Change where(@Nullable Query other) {
        return new Change(method, type, id, other, ifMatch, fullUrl, patient, body, patch, onlyNew);
    }

    public Change ifMatch(@Nullable Integer version) {
        return new Change(method, type, id, condition, version, fullUrl, patient, body, patch, onlyNew);
    }

    public Change named(@Nullable String url) {
        return new Change(method, type, id, condition, ifMatch, url, patient, body, patch, onlyNew);
    }

    public Change onlyNew(boolean only) {
        return new Change(method, type, id, condition, ifMatch, fullUrl, patient, body, patch, only);
    }
}
