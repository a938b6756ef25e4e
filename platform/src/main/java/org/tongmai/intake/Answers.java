package org.tongmai.intake;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.InstitutionName;
import org.tongmai.access.Role;
import org.tongmai.intake.hl7v2.CharacterSet;
import org.tongmai.intake.hl7v2.Zones;

/** The journal as JSON. */
final class Answers {

    private Answers() {}

    /** Counts of a day, by their present state. */
    record Summary(
            long received,
            long stored,
            long refused,
            long waiting,
            long resolved,
            List<Hour> byHour,
            List<Reason> byReason) {

        /** Counts of the hour that begins at {@code hour}, 0 to 23. */
        record Hour(int hour, long received, long refused) {}

        /** How many messages are refused or wait for one reason, and what the newest of them says. */
        record Reason(String code, @Nullable String what, long count) {}

        static Summary of(List<Journal.Count> counts, Map<String, String> words, Zones zones) {
            Map<Integer, Hour> hours = new TreeMap<>();
            for (int hour = 0; hour < 24; hour++) {
                hours.put(hour, new Hour(hour, 0, 0));
            }
            Map<String, Long> reasons = new TreeMap<>();
            for (Journal.Count count : counts) {
                long refused = count.state() == State.REFUSED ? count.messages() : 0;
                int hour = zones.at(count.hour()).getHour();
                hours.merge(
                        hour,
                        new Hour(hour, count.messages(), refused),
                        (a, b) -> new Hour(hour, a.received() + b.received(), a.refused() + b.refused()));
                if ((count.state() == State.REFUSED || count.state() == State.WAITING) && count.messages() > 0) {
                    reasons.merge(count.code(), count.messages(), Long::sum);
                }
            }
            return new Summary(
                    sum(counts, count -> true),
                    sum(counts, count -> count.state() == State.STORED),
                    sum(counts, count -> count.state() == State.REFUSED),
                    sum(counts, count -> count.state() == State.WAITING),
                    sum(counts, count -> count.state() == State.RESOLVED),
                    List.copyOf(hours.values()),
                    reasons.entrySet().stream()
                            .map(reason -> new Reason(reason.getKey(), words.get(reason.getKey()), reason.getValue()))
                            .sorted(Comparator.comparingLong(Reason::count).reversed())
                            .toList());
        }

        private static long sum(List<Journal.Count> counts, Predicate<Journal.Count> which) {
            return counts.stream()
                    .filter(which)
                    .mapToLong(Journal.Count::messages)
                    .sum();
        }
    }

    /** One page of openings; {@code next} goes into {@code before} of the following request. */
    record Looks(List<Opened> looks, @Nullable String next) {

        /** Who opened which message when. */
        record Opened(
                String id,
                Instant at,
                String message,
                @Nullable InstitutionName institution,
                String account,
                String name,
                Role role,
                @Nullable InstitutionName worksFor) {}

        static Looks of(
                List<MessageLooks.MessageLook> page,
                int wanted,
                Function<@Nullable String, @Nullable InstitutionName> named) {
            List<Opened> looks = page.stream()
                    .map(look -> new Opened(
                            Long.toString(look.id()),
                            look.at(),
                            Long.toString(look.message()),
                            named.apply(look.institution()),
                            look.account(),
                            look.name(),
                            look.role(),
                            named.apply(look.worksFor())))
                    .toList();
            return new Looks(
                    looks, page.size() < wanted ? null : looks.getLast().id());
        }
    }

    /** One page; {@code next} goes into {@code before} of the following request. */
    record Page(List<Line> messages, @Nullable String next) {}

    /** A message in a list. */
    record Line(
            String id,
            Instant receivedAt,
            Door door,
            @Nullable InstitutionName institution,
            String kind,
            @Nullable String controlId,
            State state,
            @Nullable String code,
            @Nullable String what,
            @Nullable String patientMasked,
            int attempts) {

        static Line of(Journalled message, @Nullable InstitutionName institution) {
            return new Line(
                    Long.toString(message.id()),
                    message.receivedAt(),
                    message.door(),
                    institution,
                    message.kind(),
                    message.controlId(),
                    message.state(),
                    message.code(),
                    message.what(),
                    message.patientMasked(),
                    message.attempts());
        }
    }

    /**
     * A message with everything.
     *
     * @param body the newest text; null where the caller may not see it, or none is kept
     * @param original the text as it arrived, where it was mended since
     * @param acknowledgement what the sender was really answered
     * @param keptOnly fields that have no place in the record and are kept in the original only, with how often they occur
     */
    record Detail(
            String id,
            Instant receivedAt,
            Door door,
            @Nullable InstitutionName institution,
            String sender,
            String kind,
            @Nullable String controlId,
            @Nullable String charset,
            State state,
            @Nullable String code,
            @Nullable String what,
            @Nullable String why,
            @Nullable String mend,
            List<String> where,
            @Nullable String patientMasked,
            @Nullable String body,
            @Nullable String original,
            @Nullable String acknowledgement,
            List<Run> attempts,
            List<String> locations,
            List<String> keptOnly) {

        /** One run. */
        record Run(
                int number,
                Instant at,
                String by,
                int bodyVersion,
                State state,
                @Nullable String code,
                @Nullable String what) {}

        static Detail of(
                Journalled message,
                @Nullable InstitutionName institution,
                @Nullable String body,
                @Nullable String original,
                List<Journalled.Attempt> attempts) {
            byte[] acknowledgement = message.acknowledgement();
            return new Detail(
                    Long.toString(message.id()),
                    message.receivedAt(),
                    message.door(),
                    institution,
                    message.sender(),
                    message.kind(),
                    message.controlId(),
                    message.charset(),
                    message.state(),
                    message.code(),
                    message.what(),
                    message.why(),
                    message.mend(),
                    message.positions(),
                    message.patientMasked(),
                    body,
                    original,
                    acknowledgement == null ? null : CharacterSet.legible(acknowledgement),
                    attempts.stream()
                            .map(run -> new Run(
                                    run.number(),
                                    run.at(),
                                    run.by(),
                                    run.bodyVersion(),
                                    run.state(),
                                    run.code(),
                                    run.what()))
                            .toList(),
                    message.locations(),
                    message.keptOnly());
        }
    }
}
