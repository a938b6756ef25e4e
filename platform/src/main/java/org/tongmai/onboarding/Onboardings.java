package org.tongmai.onboarding;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.access.Participants;
import org.tongmai.access.Participation.SendingSystem;
import org.tongmai.intake.Received;
import org.tongmai.intake.Received.OfKind;
import org.tongmai.intake.conformance.ConformanceReport;
import org.tongmai.intake.conformance.ExaminerKey;
import org.tongmai.intake.conformance.ReportFile;
import org.tongmai.intake.conformance.SampleFiles;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.crypto.Suite;
import org.tongmai.onboarding.OnboardingView.Counted;
import org.tongmai.onboarding.OnboardingView.Handed;

/** The onboardings of systems: opened, proved, and let go live. Until then what a system sends here is refused. */
public final class Onboardings {

    private static final Logger LOG = LoggerFactory.getLogger(Onboardings.class);

    /** Looks at whether the sandbox knows a new system, and what passes between two. */
    private static final int LOOKS = 25;

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** By which a day of messages begins and ends. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** Messages that one examination looks at, the newest. */
    static final int EXAMINED_MAX = 2_000;

    /** For how long a report made here holds. */
    private static final Duration VALID = Duration.ofDays(180);

    /** How reports that are made here call their examiner, before the system. */
    private static final String EXAMINER = "sandbox of this node, system ";

    private static final int KINDS_MAX = 50;

    private static final int OPEN_SHOWN = 20;

    private static final int PAGE_MAX = 200;

    private static final int REPORT_CHARACTERS_MAX = 1_000_000;

    /** An HL7 v2 message type, or a door through which no such types come. */
    private static final Pattern KIND = Pattern.compile("[A-Z]{3}\\^[A-Z][A-Z0-9]{2}|FHIR|CDA");

    private final OnboardingStore store;
    private final VolumeStore volumes;
    private final Participants participants;
    private final Sandbox sandbox;
    private final Received journal;
    private final Gates gates;
    private final Path data;
    private final Suite suite;
    private final TransactionOperations transaction;
    private final Clock clock;

    Onboardings(
            OnboardingStore store,
            VolumeStore volumes,
            Participants participants,
            Sandbox sandbox,
            Received journal,
            Path data,
            Suite suite,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.volumes = volumes;
        this.participants = participants;
        this.sandbox = sandbox;
        this.journal = journal;
        this.gates = new Gates(data, clock);
        this.data = data;
        this.suite = suite;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * The onboardings of a node, for a command beside it.
     *
     * @param itsSandbox the database of its sandbox; null where it has none
     * @param data its data directory
     */
    public static Onboardings on(
            DataSource database, @Nullable DataSource itsSandbox, Participants participants, Path data, Clock clock) {
        JdbcClient jdbc = JdbcClient.create(database);
        var store = new OnboardingStore(jdbc);
        var sandbox = new Sandbox(store, participants, clock);
        if (itsSandbox != null) {
            sandbox.found(itsSandbox);
        }
        return new Onboardings(
                store,
                new VolumeStore(jdbc),
                participants,
                sandbox,
                Received.on(database),
                data,
                Suite.of("national").orElseThrow(),
                new TransactionTemplate(new JdbcTransactionManager(database)),
                clock);
    }

    /**
     * A system that is to go live.
     *
     * @param institution USCC of a registered institution
     * @param client client_id that it is to have
     * @param application what it calls itself in MSH-3; null for a system that sends no HL7 v2
     * @param kinds what it is to send
     * @param keys its public keys, a JWK set or one JWK
     */
    public record Opening(
            String institution,
            String client,
            String name,
            @Nullable String application,
            List<String> kinds,
            String keys) {

        public Opening {
            kinds = List.copyOf(kinds);
        }
    }

    /**
     * Registers a system with its keys, here and in the sandbox, and holds it to the sandbox.
     *
     * @param by login of whoever does it
     * @throws Problem {@code onboarding.kind-unknown}, {@code onboarding.application-missing}, and those of {@link Participants#system}
     */
    public OnboardingView open(Opening wanted, String by) {
        List<String> kinds = wanted.kinds().stream()
                .map(String::strip)
                .filter(kind -> !kind.isEmpty())
                .distinct()
                .toList();
        if (kinds.isEmpty()
                || kinds.size() > KINDS_MAX
                || !kinds.stream().allMatch(kind -> KIND.matcher(kind).matches())) {
            throw kindUnknown();
        }
        String named = wanted.application() == null ? "" : wanted.application().strip();
        if (named.isEmpty() && kinds.stream().anyMatch(kind -> kind.contains("^"))) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "onboarding.application-missing",
                    "What the system calls itself in MSH-3 is not told.",
                    "Over MLLP nobody signs in: which of an institution's systems sends is known by MSH-3.",
                    "Give the name that stands in MSH-3 of its messages.");
        }
        String client = wanted.client().strip();
        transaction.executeWithoutResult(status -> {
            if (!named.isEmpty() && store.heard(wanted.institution().strip(), named)) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "onboarding.application-in-use",
                        "Messages under this name in MSH-3 come already.",
                        "Until a system goes live all messages of its name are refused: the system that sends under it would be cut off.",
                        "Give the new system a name of its own in MSH-3.");
            }
            participants.system(client, wanted.name(), wanted.institution(), wanted.keys(), by);
            participants.hold(client, true, named.isEmpty() ? null : named, by);
            String institution = system(client).institution();
            if (!store.open(client, institution, kinds, clock.instant(), by)) {
                throw new IllegalStateException("an onboarding of a system that was not registered");
            }
        });
        mirrored();
        return view(client);
    }

    /** At once where it can be; else the next round does it. An institution that was just registered takes a moment to be known. */
    private void mirrored() {
        try {
            for (int look = 0; !sandbox.mirror() && look < LOOKS; look++) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.warn("The sandbox does not know a new system yet: {}", Faults.outline(failure));
        }
    }

    /**
     * The onboardings, by client id.
     *
     * @param institution of which; empty for all
     * @param after the last client id of the page before; empty for the first page
     */
    public List<OnboardingView> list(String institution, String after, int count) {
        return store.list(institution, after, Math.clamp(count, 1, PAGE_MAX)).stream()
                .map(each -> view(each, 0))
                .toList();
    }

    /** The institution of an onboarding. @throws Problem {@code onboarding.unknown} */
    public String institution(String client) {
        return find(client).institution();
    }

    /** How far a system is, as facts tell it now. @throws Problem {@code onboarding.unknown} */
    public OnboardingView view(String client) {
        return view(find(client), OPEN_SHOWN);
    }

    /**
     * Examines what the sandbox took from the system since it was examined here last, and files the signed report: a system that was
     * mended is judged by what it sends from then on.
     *
     * @throws Problem {@code onboarding.unknown}, {@code onboarding.no-sandbox}, {@code onboarding.nothing-to-examine}
     */
    public OnboardingView examine(String client, String by) {
        Onboarding onboarding = find(client);
        Received received = sandbox.journal().orElseThrow(Onboardings::noSandbox);
        List<byte[]> bodies = received.bodies(sender(onboarding, system(client)), examinedAt(client), EXAMINED_MAX);
        if (bodies.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "onboarding.nothing-to-examine",
                    "The sandbox took no message or document of this system since it was examined last.",
                    "An examination judges HL7 v2 messages and CDA documents that the sandbox received.",
                    "Send some to the sandbox, or hand in the report of a robot.");
        }
        SampleFiles samples = new SampleFiles(clock);
        bodies.forEach(samples::add);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ConformanceReport report = new ConformanceReport(
                ConformanceReport.Role.HOSPITAL,
                onboarding.institution(),
                EXAMINER + client,
                version(),
                now,
                now,
                now.plus(VALID),
                samples.size(),
                samples.judge(ZONE.getId()));
        store.file(client, ExaminerKey.in(data, suite, clock).signed(report), clock.instant(), by);
        return view(client);
    }

    /**
     * Takes a report that a robot signed.
     *
     * @throws Problem {@code intake.report-unreadable}, {@code intake.report-changed}, {@code onboarding.report-too-large}; a report that
     *     fits and proves nothing is filed, and the view says what it lacks
     */
    public OnboardingView handIn(String client, String report, String by) {
        find(client);
        if (report.length() > REPORT_CHARACTERS_MAX) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "onboarding.report-too-large",
                    "The file is larger than a report can be.",
                    "A report of an examination has some hundred kilobytes.",
                    "Hand in the report.json that `tongmai conformance run` wrote.");
        }
        ReportFile.verify(report);
        store.file(client, report, clock.instant(), by);
        return view(client);
    }

    /** A filed report as it was handed in. @throws Problem {@code onboarding.unknown} */
    public String report(String client, long id) {
        return store.report(find(client).client(), id).orElseThrow(Onboardings::unknown);
    }

    /**
     * Takes note of how many messages the system says it sent on a day.
     *
     * @param sent by kind
     * @throws Problem {@code onboarding.kind-unknown}, {@code onboarding.count-wrong}
     */
    public OnboardingView tell(String client, LocalDate day, Map<String, Long> sent, String by) {
        Onboarding onboarding = find(client);
        if (!onboarding.kinds().containsAll(sent.keySet()) || sent.isEmpty()) {
            throw kindUnknown();
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZONE);
        if (day.isAfter(today) || sent.values().stream().anyMatch(count -> count < 0)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "onboarding.count-wrong",
                    "A count is below zero, or of a day that has not come.",
                    "Counts are compared with what came on the day.",
                    "Give whole numbers, of today or of a day before.");
        }
        transaction.executeWithoutResult(status -> sent.forEach((kind, messages) ->
                store.tell(client, new OnboardingStore.Told(day, kind, messages), clock.instant(), by)));
        return view(client);
    }

    /**
     * Lets a system go live, from its next message on.
     *
     * @param by login of the operator
     * @throws Problem {@code onboarding.gates-open} where a step before is not done
     */
    public OnboardingView approve(String client, String by) {
        OnboardingView before = view(client);
        List<Step> open = before.openGates();
        if (!open.isEmpty()) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "onboarding.gates-open",
                    "The system cannot go live: not every gate is passed.",
                    "Each gate stands on what the platform sees, and cannot be ticked off.",
                    "The page of the onboarding says what each gate waits for.",
                    open.stream().map(Step::name).toList());
        }
        transaction.executeWithoutResult(status -> {
            participants.hold(client, false, null, by);
            store.live(client, clock.instant(), by);
        });
        return view(client);
    }

    /** Sends a system back to the sandbox, from its next message on. */
    public OnboardingView back(String client, String by) {
        find(client);
        transaction.executeWithoutResult(status -> {
            participants.hold(client, true, null, by);
            store.back(client);
        });
        return view(client);
    }

    private OnboardingView view(Onboarding onboarding, int openShown) {
        SendingSystem system = system(onboarding.client());
        Gates.Edition edition = gates.today();
        Received.Sender sender = sender(onboarding, system);
        Optional<Received> received = sandbox.journal();
        List<OfKind> kinds = received.map(each -> each.kinds(sender)).orElse(List.of());
        Optional<Handed> report = report(onboarding, edition);
        return OnboardingView.of(
                onboarding,
                system,
                edition,
                kinds,
                openShown == 0
                        ? List.of()
                        : received.map(each -> each.open(sender, openShown)).orElse(List.of()),
                report,
                counts(onboarding, edition, sender, received),
                volumes.feeds(onboarding.institution(), names(system)),
                sandbox.address().orElse(null));
    }

    /** When it was examined here last; the beginning of time where it never was. */
    private Instant examinedAt(String client) {
        return store.reports(client).stream()
                .filter(filed -> ReportFile.verify(filed.body()).examiner().equals(EXAMINER + client))
                .map(OnboardingStore.Filed::at)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /** Of the filed reports the newest that holds, else the newest. */
    private Optional<Handed> report(Onboarding onboarding, Gates.Edition edition) {
        Set<String> own = ExaminerKey.fingerprints(data, clock);
        List<Handed> all = store.reports(onboarding.client()).stream()
                .map(filed -> {
                    ReportFile.Verified report = ReportFile.verify(filed.body());
                    return Handed.of(filed, report, Proof.lacks(report, onboarding.institution(), edition, own, clock));
                })
                .toList();
        return all.stream()
                .filter(each -> each.lacks().isEmpty())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private List<Counted> counts(
            Onboarding onboarding, Gates.Edition edition, Received.Sender sender, Optional<Received> there) {
        List<OnboardingStore.Told> told = store.told(onboarding.client());
        List<Counted> counts = new ArrayList<>();
        for (LocalDate day : told.stream()
                .map(OnboardingStore.Told::day)
                .distinct()
                .limit(31)
                .toList()) {
            Received received = live(onboarding, day) ? journal : there.orElse(journal);
            List<OfKind> came = received.kinds(
                    sender,
                    day.atStartOfDay(ZONE).toInstant(),
                    day.plusDays(1).atStartOfDay(ZONE).toInstant());
            told.stream()
                    .filter(each -> each.day().equals(day))
                    .forEach(each -> counts.add(Counted.of(each, came, edition.tolerancePercent())));
        }
        return counts;
    }

    /** From the day after going live on, counts are of what came here. */
    private static boolean live(Onboarding onboarding, LocalDate day) {
        Instant since = onboarding.liveAt();
        return since != null && day.isAfter(LocalDate.ofInstant(since, ZONE));
    }

    private Onboarding find(String client) {
        return store.find(client.strip()).orElseThrow(Onboardings::unknown);
    }

    private SendingSystem system(String client) {
        return participants.systems(client).stream()
                .filter(each -> each.id().equals(client))
                .findFirst()
                .orElseThrow(Onboardings::unknown);
    }

    private static Received.Sender sender(Onboarding onboarding, SendingSystem system) {
        return new Received.Sender(onboarding.institution(), onboarding.client(), system.application());
    }

    /** As which a system stands in the counts. */
    private static List<String> names(SendingSystem system) {
        String application = system.application();
        return application == null ? List.of(system.id()) : List.of(system.id(), application);
    }

    private static String version() {
        String version = Onboardings.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static Problem kindUnknown() {
        return new Problem(
                Problem.Kind.INVALID,
                "onboarding.kind-unknown",
                "What the system is to send is not told, or is no kind of message.",
                "A kind is a message type of HL7 v2 such as ADT^A04, or FHIR or CDA; at most " + KINDS_MAX + ".",
                "Name each kind as it was declared.");
    }

    static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "onboarding.unknown",
                "There is no such onboarding, or it is another institution's.",
                "Systems that the operator registered without one are live at once and have none.",
                "Choose one from the list.");
    }

    private static Problem noSandbox() {
        return new Problem(
                Problem.Kind.BUSY,
                "onboarding.no-sandbox",
                "The sandbox of this node is not running.",
                "It starts with the node, unless it was started with --sandbox-port -1.",
                "Wait a minute, or tell the operator.");
    }
}
