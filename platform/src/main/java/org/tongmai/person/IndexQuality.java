package org.tongmai.person;

import java.time.Instant;
import java.util.List;

/**
 * How good the registrations are, by institution.
 *
 * @param countedAt when duplicates and open pairs were counted; the rest is of now
 */
public record IndexQuality(Instant countedAt, List<OfInstitution> institutions) {

    public IndexQuality {
        institutions = List.copyOf(institutions);
    }

    /**
     * One institution.
     *
     * @param institution USCC; empty where the source is unknown
     * @param unnumbered registrations without an identity document's usable number
     * @param unborn registrations without a whole birth date
     * @param placeholder registrations with a value that only fills a field
     * @param duplicates pairs of its own registrations that are, or may be, one person
     * @param open pairs with one of its registrations that wait for a steward
     */
    public record OfInstitution(
            String institution,
            long registrations,
            long unnumbered,
            long unborn,
            long placeholder,
            long duplicates,
            long open) {}
}
