package org.tongmai.access;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/**
 * A statutory rule (法定情形): a duty for which the law lets somebody read without consent, and no more than that duty needs.
 *
 * @param from first day on which it is in force
 * @param until first day on which it is no more; null while it is
 * @param verified whether somebody has compared the article with the text of the law
 * @param law the statute and its article, as the resident reads it
 * @param role whose duty it is
 * @param kinds categories of the reader's institution; none for any
 * @param categories what may be read at most
 * @param classes special classes that may be read; all others stay shut
 * @param careDays how long a period of care may be read at most
 * @param hours how long a reading lasts
 * @param tellDays after how many days the resident is told, or on which day at the latest
 * @param document whether the number of a document, and whose it is, must be given
 * @param confirm whether a second person must confirm before anything is read
 * @param overDenial whether it reads what the resident's rules deny
 */
record Law(
        String id,
        int version,
        LocalDate from,
        @Nullable LocalDate until,
        boolean verified,
        Text title,
        Text law,
        Purpose purpose,
        Role role,
        Set<String> kinds,
        Place place,
        Set<Category> categories,
        Set<Sensitivity> classes,
        int careDays,
        int hours,
        Tell tell,
        int tellDays,
        boolean document,
        boolean confirm,
        boolean overDenial) {

    /** Whose records. */
    enum Place {
        /** What institutions of the region of the reader's own institution sent. */
        OWN_REGION,
        /** All that the node has. */
        NODE
    }

    /** When the resident is told. */
    enum Tell {
        AT_ONCE,
        /** {@code tellDays} after. */
        LATER,
        /** On a day that the document names, {@code tellDays} after at the latest. */
        NOT_BEFORE
    }

    Law {
        kinds = Set.copyOf(kinds);
        categories = Collections.unmodifiableSet(EnumSet.copyOf(categories));
        classes = Collections.unmodifiableSet(
                classes.isEmpty() ? EnumSet.noneOf(Sensitivity.class) : EnumSet.copyOf(classes));
        if (version < 1 || careDays < 1 || hours < 1 || tellDays < 0 || until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("law " + id + " has numbers that cannot be");
        }
        if (role != Role.CDC && role != Role.STEWARD || place == Place.OWN_REGION && !role.ofInstitution()) {
            throw new IllegalArgumentException("law " + id + " names a role that reads by no law");
        }
    }

    boolean inForce(LocalDate day) {
        return !day.isBefore(from) && (until == null || day.isBefore(until));
    }

    /** {@code id@version}. */
    String reference() {
        return id + "@" + version;
    }

    Duration lasting() {
        return Duration.ofHours(hours);
    }

    /** Why it was allowed, as people read it. */
    Text words() {
        return new Text("依法：" + title.zh() + "（" + law.zh() + "）", "by law: " + title.en() + " (" + law.en() + ")");
    }

    /** What of these categories may be read at most; in the order of the list. */
    List<Category> atMost(Set<Category> wanted) {
        return categories.stream().filter(wanted::contains).toList();
    }

    /**
     * From when the resident is told what begins now.
     *
     * @param day of the document; null where it names none
     */
    Instant toldFrom(Instant now, @Nullable Instant day) {
        Instant latest = now.plus(Duration.ofDays(tellDays));
        return switch (tell) {
            case AT_ONCE -> now;
            case LATER -> latest;
            case NOT_BEFORE -> day == null || day.isBefore(now) ? now : day.isAfter(latest) ? latest : day;
        };
    }
}
