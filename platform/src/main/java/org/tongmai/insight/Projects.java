package org.tongmai.insight;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Extraction;

/**
 * Research projects: asked for, approved by a second person, read, examined by a third, given out for some days, closed. Nothing is
 * read before the approval, and nothing leaves before the review.
 *
 * @see <a href="https://www.gov.cn/zhengce/zhengceku/2023-02/28/content_5743658.htm">涉及人的生命科学和医学研究伦理审查办法 (2023)</a>
 */
public final class Projects {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** How long what was released can be taken away. */
    static final Duration DOWNLOAD = Duration.ofDays(14);

    /** Rows that a reviewer sees of what would leave. */
    static final int SAMPLE = 20;

    private static final int REASON_MOST = 1_000;

    private final ProjectStore store;
    private final Finding finding;
    private final Release release;
    private final Extraction extraction;
    private final Keys keys;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Projects(
            ProjectStore store,
            Finding finding,
            Release release,
            Extraction extraction,
            Keys keys,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.finding = finding;
        this.release = release;
        this.extraction = extraction;
        this.keys = keys;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Those that the caller may see: a researcher the own, a reviewer all that were handed in. */
    public List<Project> list(Caller caller) {
        return store.list(caller.account(), examines(caller));
    }

    /** @throws Problem {@code insight.no-such-project} */
    public Project one(Caller caller, String id) {
        return seen(caller, id)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "insight.no-such-project",
                        "There is no such project.",
                        "A researcher sees the own projects, a reviewer those that were handed in.",
                        "Load the list of projects again."));
    }

    private Optional<Project> seen(Caller caller, String id) {
        return store.one(id)
                .filter(each -> each.owner().equals(caller.account())
                        || examines(caller) && each.state() != Project.State.DRAFT);
    }

    private static boolean examines(Caller caller) {
        return caller.unrestricted() || caller.role() == Role.ETHICS;
    }

    /** What happened to a project, in order. */
    public List<Project.Event> events(Project project) {
        return store.events(project.id());
    }

    /** Begins a project as a draft. */
    public Project draft(Caller researcher, Project.Asked asked) {
        byte[] id = new byte[12];
        random.nextBytes(id);
        String name = HexFormat.of().formatHex(id);
        transaction.executeWithoutResult(status -> {
            store.insert(name, researcher.account(), researcher.name(), asked, now());
            happened(name, researcher, "MADE", "");
        });
        return one(researcher, name);
    }

    /** Changes a draft, or what was refused. @throws Problem {@code insight.state-wrong} */
    public Project change(Caller researcher, String id, Project.Asked asked) {
        own(researcher, id);
        return moved(researcher, id, "CHANGED", "", () -> store.change(id, asked));
    }

    /** Hands a draft in. @throws Problem {@code insight.approval-over}, {@code insight.state-wrong} */
    public Project submit(Caller researcher, String id) {
        requireValid(own(researcher, id));
        return moved(
                researcher, id, "SUBMITTED", "", () -> store.move(id, Project.State.DRAFT, Project.State.SUBMITTED));
    }

    /**
     * Approves or refuses what is asked. With the approval the project has its key and is read.
     *
     * @throws Problem {@code insight.same-person}, {@code insight.reason-missing}, {@code insight.approval-over},
     *     {@code insight.state-wrong}
     */
    public Project decide(Caller reviewer, String id, boolean approve, String reason) {
        Project project = one(reviewer, id);
        requireAnother(reviewer, List.of(project.owner()));
        requireReason(reason);
        if (!approve) {
            return moved(reviewer, id, "REFUSED", reason, () -> store.refuse(id, reviewer.account(), reason));
        }
        requireValid(project);
        return moved(reviewer, id, "APPROVED", reason, () -> {
            boolean approved = store.approve(
                    id, reviewer.account(), reason, extraction.moment().snapshot(), Extracting.parts(extraction));
            if (approved) {
                keys.make(id);
            }
            return approved;
        });
    }

    /** Stops the reading, or goes on with it. @throws Problem {@code insight.state-wrong} */
    public Project stop(Caller researcher, String id, boolean stopped) {
        own(researcher, id);
        return moved(researcher, id, stopped ? "STOPPED" : "RESUMED", "", () -> store.stop(id, stopped, null));
    }

    /**
     * Rows as they would leave, for the reviewer.
     *
     * @return the names of the columns first
     * @throws Problem {@code insight.state-wrong}
     */
    public List<List<String>> sample(Caller reviewer, String id) {
        Project project = one(reviewer, id);
        Project.Finding found = found(project);
        List<List<String>> sample = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("pseudonym"));
        header.addAll(Release.columns(project));
        sample.add(header);
        finding.each(project, found, (pseudonym, quasi, plain) -> {
            if (sample.size() <= SAMPLE) {
                List<String> row = new ArrayList<>(List.of(pseudonym.substring(0, 5) + "…"));
                row.addAll(quasi);
                row.addAll(plain);
                sample.add(row);
            }
        });
        return sample;
    }

    /**
     * Releases what was read, or holds it back; then the rows are deleted and the project can be changed.
     *
     * @throws Problem {@code insight.same-person}, {@code insight.limits-missed}, {@code insight.state-wrong} and others
     */
    public Project review(Caller reviewer, String id, boolean give, String reason) {
        Project project = one(reviewer, id);
        requireAnother(reviewer, List.of(project.owner(), String.valueOf(project.approver())));
        requireReason(reason);
        if (!give) {
            return moved(reviewer, id, "HELD_BACK", reason, () -> {
                boolean back = store.review(id, Project.State.REFUSED, reviewer.account(), reason, null);
                store.forget(id);
                return back;
            });
        }
        requireValid(project);
        found(project);
        Instant expires = now().plus(DOWNLOAD);
        return moved(
                reviewer,
                id,
                "RELEASED",
                reason,
                () -> store.review(id, Project.State.RELEASED, reviewer.account(), reason, expires));
    }

    /**
     * The project that may be taken away now.
     *
     * @throws Problem {@code insight.not-released}, {@code insight.approval-over}
     */
    public Project downloadable(Caller researcher, String id) {
        Project project = own(researcher, id);
        Instant expires = project.expires();
        if (project.state() != Project.State.RELEASED || expires == null || now().isAfter(expires)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "insight.not-released",
                    "The data of this project cannot be taken away.",
                    "They can for " + DOWNLOAD.toDays() + " days after the review released them.",
                    "Wait for the review; after these days, ask with a new project.");
        }
        requireValid(project);
        return project;
    }

    /**
     * Writes the archive. That it was asked for is recorded before the first byte, so that an archive that breaks off leaves a trace; the
     * receipt with its digests after the last.
     */
    public void download(Caller researcher, Project project, OutputStream out) throws IOException {
        Project.Finding found = found(project);
        happened(project.id(), researcher, "DOWNLOADED", "");
        String digests = release.write(project, found, out);
        happened(project.id(), researcher, "DELIVERED", digests);
    }

    /** Ends a project: its rows are deleted and its key destroyed. Closing again destroys a key that a failure had left. */
    public Project close(Caller caller, String id) {
        Project project = one(caller, id);
        if (project.state() == Project.State.CLOSED) {
            keys.destroy(id);
            return project;
        }
        Project closed = moved(caller, id, "CLOSED", "", () -> store.close(id));
        keys.destroy(id);
        return closed;
    }

    private Project moved(Caller by, String id, String what, String words, BooleanSupplier change) {
        transaction.executeWithoutResult(status -> {
            if (!change.getAsBoolean()) {
                throw stateWrong();
            }
            happened(id, by, what, words);
        });
        return store.one(id).orElseThrow(Projects::stateWrong);
    }

    private void happened(String id, Caller by, String what, String words) {
        store.happened(id, new Project.Event(now(), by.account(), by.name(), what, words));
    }

    private Project own(Caller researcher, String id) {
        Project project = one(researcher, id);
        if (!project.owner().equals(researcher.account())) {
            throw stateWrong();
        }
        return project;
    }

    private static Project.Finding found(Project project) {
        Project.Finding found = project.finding();
        boolean there = project.state() == Project.State.EXTRACTED || project.state() == Project.State.RELEASED;
        if (!there || found == null) {
            throw stateWrong();
        }
        if (found.steps().isEmpty() || found.reached().k() == 0) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "insight.limits-missed",
                    "Not even the coarsest forms that the plan allows keep to its limits.",
                    "Groups of fewer than k persons do not leave.",
                    "Hold it back, so that the researcher can allow coarser forms or ask for more persons.");
        }
        return found;
    }

    private static void requireAnother(Caller reviewer, List<String> others) {
        if (others.contains(reviewer.account())) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "insight.same-person",
                    "Who asked or approved does not decide this.",
                    "A second person approves what is asked, and a third reviews what would leave.",
                    "Have somebody else of the commission decide.");
        }
    }

    private static void requireReason(String reason) {
        if (reason.isBlank() || reason.length() > REASON_MOST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "insight.reason-missing",
                    "The decision has no reason, or one that is too long.",
                    "A decision says why, in at most " + REASON_MOST + " characters.",
                    "Write the reason.");
        }
    }

    private void requireValid(Project project) {
        if (project.asked().over(LocalDate.ofInstant(now(), ZONE))) {
            throw over();
        }
    }

    static Problem over() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "insight.approval-over",
                "The ethics approval or the project is over.",
                "Data are read and given out while both last.",
                "Bring a valid approval and a later end, in a new project where this one was approved already.");
    }

    private static Problem stateWrong() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "insight.state-wrong",
                "The project does not stand where this can be done.",
                "A project is drafted, handed in, approved, read, reviewed, released and closed, in this order.",
                "Load the project again.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
