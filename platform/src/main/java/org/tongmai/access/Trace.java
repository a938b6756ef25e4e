package org.tongmai.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asking for the trace as FHIR AuditEvents. */
public final class Trace {

    private Trace() {}

    /**
     * Whose looks the caller may read.
     *
     * @param everybody on an open node; then {@code compartments} is empty
     */
    public record Whose(boolean everybody, Set<Long> compartments) {

        public Whose {
            compartments = Set.copyOf(compartments);
        }

        boolean includes(long compartment) {
            return everybody || compartments.contains(compartment);
        }
    }

    /**
     * Which looks are asked for.
     *
     * @param from first moment
     * @param until first moment after
     * @param agent login or client_id; null for everybody's
     */
    public record Filter(
            Whose whose,
            Instant from,
            Instant until,
            @Nullable String agent) {}

    /** One page, newest first: each event a whole resource as JSON in UTF-8; {@code next} is the token of the following page. */
    public record Page(
            long total, List<byte[]> events, @Nullable String next) {}

    record Count(long total, long newest) {}

    /** A row of the trace: the look, and the source patient that it was at. */
    record Place(long look, long compartment) {}

    /**
     * Where a page begins.
     *
     * @param newest the newest look when the first page was asked for; all pages and totals speak of that moment
     */
    record Token(long newest, Place below) {

        static final Token FIRST = new Token(Long.MAX_VALUE, new Place(Long.MAX_VALUE, Long.MAX_VALUE));

        /** Empty where it is none of ours. */
        static Optional<Token> parse(String text) {
            String[] parts = text.split("\\.", -1);
            try {
                return parts.length == 3
                        ? Optional.of(new Token(
                                Long.parseLong(parts[0]),
                                new Place(Long.parseLong(parts[1]), Long.parseLong(parts[2]))))
                        : Optional.empty();
            } catch (NumberFormatException none) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return newest + "." + below.look() + "." + below.compartment();
        }
    }
}
