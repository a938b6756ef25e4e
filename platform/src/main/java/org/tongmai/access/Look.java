package org.tongmai.access;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at one source patient's record. A look that touched several has the same id in each.
 *
 * @param person person the source patient was linked to at the time; null where it was linked to none, and before it is written
 * @param account login or client_id
 * @param institution USCC of the institution of who looked
 * @param interaction how: {@code read}, {@code search}, {@code history}, {@code everything}, {@code page}, {@code refresh},
 *     {@code export}, {@code notification}, {@code elsewhere}, {@code match}, {@code identifiers}, {@code demographics},
 *     {@code health-code}, {@code proxy}
 * @param counts resource types shown, and how many of each
 * @param shown false: refused
 * @param automatic a system looked, not a person
 * @param law of a look by law: {@code rule@version} and the reading, parted by a space; null for another basis
 * @param tellAt from when the resident sees it, where the law puts that off; null for at once
 * @param terminal network address of the device; for people of institutions only
 * @param entry where its receipt stands; null before it is written, and for looks from before there were receipts
 */
record Look(
        long compartment,
        long id,
        Instant at,
        @Nullable Long person,
        String account,
        String name,
        Role role,
        @Nullable String institution,
        Purpose purpose,
        Basis basis,
        String interaction,
        Map<String, Integer> counts,
        boolean shown,
        boolean automatic,
        @Nullable Entry entry,
        @Nullable String terminal,
        @Nullable String law,
        @Nullable Instant tellAt) {

    /** A look that is not by law. */
    Look(
            long compartment,
            long id,
            Instant at,
            @Nullable Long person,
            String account,
            String name,
            Role role,
            @Nullable String institution,
            Purpose purpose,
            Basis basis,
            String interaction,
            Map<String, Integer> counts,
            boolean shown,
            boolean automatic,
            @Nullable Entry entry,
            @Nullable String terminal) {
        this(
                compartment,
                id,
                at,
                person,
                account,
                name,
                role,
                institution,
                purpose,
                basis,
                interaction,
                counts,
                shown,
                automatic,
                entry,
                terminal,
                null,
                null);
    }

    /** The same by law. */
    Look by(LawfulReads.Opened law, Purpose duty, Instant now) {
        Instant tell = law.read().tellAt();
        return new Look(
                compartment,
                id,
                at,
                person,
                account,
                name,
                role,
                institution,
                duty,
                Basis.LAW,
                interaction,
                counts,
                shown,
                automatic,
                entry,
                terminal,
                law.read().reference(),
                tell.isAfter(now) ? tell : null);
    }

    /** The basis as it stands in the receipt: of a look by law with the rule. */
    String basisNamed() {
        return law == null ? basis.name() : basis.name() + " " + law;
    }

    /**
     * An entry of the log.
     *
     * @param salt opens the receipt's commitment to the source patient
     * @param leaf hash of the receipt
     */
    record Entry(long place, byte[] salt, byte[] leaf) {}
}
