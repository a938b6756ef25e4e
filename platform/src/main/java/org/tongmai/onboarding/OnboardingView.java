package org.tongmai.onboarding;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participation.SendingSystem;
import org.tongmai.intake.Received;
import org.tongmai.intake.Received.OfKind;
import org.tongmai.intake.conformance.CheckResult.State;
import org.tongmai.intake.conformance.ReportFile;
import org.tongmai.onboarding.VolumeStore.Feed;

/**
 * How far a system is on its way, as facts tell it at the moment.
 *
 * @param application what it calls itself in MSH-3; null for one that sends no HL7 v2
 * @param keys names of its public keys
 * @param steps each step, and whether it is done
 * @param kinds what the sandbox took, by declared kind
 * @param other kinds that came to the sandbox and were not declared
 * @param refused the newest messages that the sandbox refused or keeps waiting
 * @param report the newest report that opens the gate, else the newest; null where none was filed
 * @param counts what was sent and what came, by day and kind
 * @param sandbox where the sandbox answers; null where this node has none
 */
public record OnboardingView(
        String client,
        String name,
        String institution,
        @Nullable String application,
        String keys,
        boolean active,
        boolean live,
        Instant openedAt,
        String openedBy,
        @Nullable Instant liveAt,
        @Nullable String liveBy,
        List<Stand> steps,
        @Nullable Step next,
        List<Tried> kinds,
        List<OfKind> other,
        List<Received.Open> refused,
        @Nullable Handed report,
        List<Counted> counts,
        List<Feed> feeds,
        Asked asked,
        Sandbox.@Nullable Address sandbox) {

    /** Whether a step is done; the platform sees it, nobody says so. */
    public record Stand(Step step, boolean done) {}

    /** What the sandbox took of a declared kind; {@code first} is null until it took one. */
    public record Tried(
            String kind,
            long received,
            long accepted,
            @Nullable Instant first) {}

    /**
     * A filed report.
     *
     * @param lacks why it does not open the gate, words of {@link Proof.Lack}; empty where it does
     */
    public record Handed(
            String id,
            Instant filedAt,
            String filedBy,
            String examiner,
            String verdict,
            long passed,
            long failed,
            long notExercised,
            List<String> failedChecks,
            Instant expires,
            String signer,
            List<String> lacks) {

        static Handed of(OnboardingStore.Filed filed, ReportFile.Verified report, List<Proof.Lack> lacks) {
            return new Handed(
                    Long.toString(filed.id()),
                    filed.at(),
                    filed.by(),
                    report.examiner(),
                    report.verdict(),
                    report.count(State.PASSED),
                    report.count(State.FAILED),
                    report.count(State.NOT_EXERCISED),
                    report.checks().entrySet().stream()
                            .filter(check -> check.getValue() == State.FAILED)
                            .map(check -> check.getKey())
                            .sorted()
                            .toList(),
                    report.expires(),
                    report.signer(),
                    lacks.stream().map(Proof.Lack::name).toList());
        }
    }

    /** How many messages were sent on a day, as the system says, and how many came. */
    public record Counted(LocalDate day, String kind, long sent, long received, long accepted, boolean agrees) {

        static Counted of(OnboardingStore.Told told, List<OfKind> came, int tolerancePercent) {
            List<OfKind> own =
                    came.stream().filter(each -> fits(told.kind(), each)).toList();
            long received = own.stream().mapToLong(OfKind::received).sum();
            long accepted = own.stream().mapToLong(OfKind::accepted).sum();
            boolean agrees = Math.abs(received - told.messages()) * 100 <= told.messages() * (long) tolerancePercent;
            return new Counted(told.day(), told.kind(), told.messages(), received, accepted, agrees);
        }
    }

    /** What the gates ask for today. */
    public record Asked(String edition, LocalDate from, int messages, String verdict, int daysLeft, int days) {}

    public OnboardingView {
        steps = List.copyOf(steps);
        kinds = List.copyOf(kinds);
        other = List.copyOf(other);
        refused = List.copyOf(refused);
        counts = List.copyOf(counts);
        feeds = List.copyOf(feeds);
    }

    /** The steps before going live that are not done. */
    public List<Step> openGates() {
        return steps.stream()
                .filter(stand -> stand.step().compareTo(Step.APPROVAL) < 0 && !stand.done())
                .map(Stand::step)
                .toList();
    }

    static OnboardingView of(
            Onboarding onboarding,
            SendingSystem system,
            Gates.Edition gates,
            List<OfKind> came,
            List<Received.Open> refused,
            Optional<Handed> report,
            List<Counted> counts,
            List<Feed> feeds,
            Sandbox.@Nullable Address sandbox) {
        List<Tried> kinds =
                onboarding.kinds().stream().map(kind -> tried(kind, came)).toList();
        boolean tried = kinds.stream().allMatch(kind -> kind.accepted() >= gates.messages());
        boolean proved = report.map(each -> each.lacks().isEmpty()).orElse(false);
        boolean counted = agreedDays(onboarding, counts) >= gates.days();
        boolean live = onboarding.liveAt() != null && !system.held();
        boolean heard =
                live && heardSince(onboarding, feeds) && feeds.stream().noneMatch(feed -> feed.silentSince() != null);
        List<Stand> steps = new ArrayList<>();
        steps.add(new Stand(
                Step.INSTITUTION, true)); // nobody opens an onboarding of an institution that is not registered
        steps.add(new Stand(Step.KEYS, system.active() && !system.keys().isEmpty()));
        steps.add(new Stand(Step.SANDBOX, tried));
        steps.add(new Stand(Step.CONFORMANCE, proved));
        steps.add(new Stand(Step.COUNTS, counted));
        steps.add(new Stand(Step.APPROVAL, live));
        steps.add(new Stand(Step.MONITORING, heard));
        return new OnboardingView(
                onboarding.client(),
                system.name(),
                onboarding.institution(),
                system.application(),
                system.keys(),
                system.active(),
                live,
                onboarding.openedAt(),
                onboarding.openedBy(),
                onboarding.liveAt(),
                onboarding.liveBy(),
                steps,
                steps.stream()
                        .filter(stand -> !stand.done())
                        .map(Stand::step)
                        .findFirst()
                        .orElse(null),
                kinds,
                came.stream()
                        .filter(each -> onboarding.kinds().stream().noneMatch(kind -> fits(kind, each)))
                        .toList(),
                refused,
                report.orElse(null),
                counts,
                feeds,
                new Asked(
                        gates.id(),
                        gates.from(),
                        gates.messages(),
                        gates.verdict().name(),
                        gates.daysLeft(),
                        gates.days()),
                sandbox);
    }

    /** Days of which every declared kind was told and all of it agrees. */
    private static long agreedDays(Onboarding onboarding, List<Counted> counts) {
        return counts.stream()
                .map(Counted::day)
                .distinct()
                .filter(day -> {
                    List<Counted> ofDay = counts.stream()
                            .filter(each -> each.day().equals(day))
                            .toList();
                    return ofDay.stream().allMatch(Counted::agrees)
                            && ofDay.stream().map(Counted::kind).toList().containsAll(onboarding.kinds())
                            && ofDay.stream().anyMatch(each -> each.sent() > 0);
                })
                .count();
    }

    private static boolean heardSince(Onboarding onboarding, List<Feed> feeds) {
        Instant since = onboarding.liveAt();
        return since != null && feeds.stream().anyMatch(feed -> feed.newest().isAfter(since));
    }

    private static Tried tried(String kind, List<OfKind> came) {
        List<OfKind> own = came.stream().filter(each -> fits(kind, each)).toList();
        return new Tried(
                kind,
                own.stream().mapToLong(OfKind::received).sum(),
                own.stream().mapToLong(OfKind::accepted).sum(),
                own.stream()
                        .flatMap(each -> Stream.ofNullable(each.firstAccepted()))
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** FHIR and CDA are doors; all that comes through one is of its kind. */
    private static boolean fits(String kind, OfKind came) {
        return kind.equals(came.door()) || kind.equals(came.kind());
    }
}
