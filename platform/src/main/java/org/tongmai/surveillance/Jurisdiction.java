package org.tongmai.surveillance;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/**
 * Whose cards and signals somebody sees: a doctor those of the own institution, CDC staff those of the region in which their
 * institution is. It compiles into the query.
 *
 * @param institution USCC; null where the region decides
 * @param region null where the institution decides, and on a node without sign-in
 */
record Jurisdiction(@Nullable String institution, @Nullable RegionCode region) {

    /** For {@code like}: codes of the region; null where the institution decides. */
    @Nullable
    String prefix() {
        return region == null ? (institution == null ? "%" : null) : prefix(region);
    }

    static String prefix(RegionCode region) {
        return switch (region.level()) {
            case PROVINCE -> region.value().substring(0, 2) + "%";
            case CITY -> region.value().substring(0, 4) + "%";
            case COUNTY -> region.value();
        };
    }

    /** Whether it covers a place. */
    boolean covers(String place) {
        return institution == null && (region == null || region.contains(new RegionCode(place)));
    }

    /** Whether a card may be seen. */
    boolean sees(ReportCard card) {
        return institution != null
                ? institution.equals(card.institution())
                : covers(card.jurisdiction()) || covers(card.place());
    }

    /**
     * For {@code like}: codes of a region that is asked for, within this one; all of it where none is.
     *
     * @throws Problem {@code surveillance.region-not-yours}
     */
    String within(@Nullable String asked) {
        if (asked == null || asked.isBlank()) {
            return region == null ? "%" : prefix(region);
        }
        RegionCode wanted = new RegionCode(asked);
        if (region != null && !region.contains(wanted)) {
            throw notYours();
        }
        return prefix(wanted);
    }

    static Problem notYours() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "surveillance.region-not-yours",
                "That is of another jurisdiction.",
                "CDC staff see the region in which their institution is, doctors their institution.",
                "Ask the CDC of that region, or that above both.");
    }

    /** Finds out whose somebody sees. */
    static final class Finder {
        private final Directory directory;
        private final Clock clock;

        Finder(Directory directory, Clock clock) {
            this.directory = directory;
            this.clock = clock;
        }

        /** @throws Problem {@code surveillance.region-unknown}, {@code surveillance.region-not-yours} */
        Jurisdiction of(Caller caller) {
            if (caller.unrestricted()) {
                return new Jurisdiction(null, null);
            }
            String institution = caller.institution();
            if (caller.role() == Role.DOCTOR && institution != null) {
                return new Jurisdiction(institution, null);
            }
            if (caller.role() == Role.CDC && institution != null) {
                return new Jurisdiction(null, region(institution).orElseThrow(Finder::unknown));
            }
            throw notYours();
        }

        /**
         * The same for CDC staff alone.
         *
         * @throws Problem {@code surveillance.region-unknown}, {@code surveillance.region-not-yours}
         */
        Jurisdiction cdc(Caller caller) {
            Jurisdiction of = of(caller);
            if (of.institution() != null) {
                throw notYours();
            }
            return of;
        }

        /** Where an institution is. */
        Optional<RegionCode> region(String institution) {
            return directory
                    .institution(institution, LocalDate.ofInstant(clock.instant(), Surveillance.ZONE))
                    .map(each -> each.region());
        }

        /** Whether there is a region of this code today. */
        boolean known(String code) {
            LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
            return RegionCode.find(code)
                    .flatMap(region -> directory.region(region, today))
                    .isPresent();
        }

        private static Problem unknown() {
            return new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "surveillance.region-unknown",
                    "Nobody filed in which region your CDC is.",
                    "What CDC staff see is the region of their institution.",
                    "Ask the operator to file the institution with its region.");
        }
    }
}
