package org.tongmai.person;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Problem;
import org.tongmai.person.match.Fitting;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Registration;

/**
 * The versions of the model by which the index judges: the shipped one, and those estimated from the registrations at hand. When
 * another comes into force, or the program brings other rules, everything is judged anew in the background, some registrations
 * at a time, while the index goes on; a process that stops is taken over by the next.
 */
public final class Models implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private static final int TURN = 200;
    private static final int SETTLED_TURN = 20;
    private static final int ASKED_MOST = 20_000;
    private static final int DRAWN = 300_000;
    private static final int DRAWN_FROM = 5_000;
    private static final long LOOK_AGAIN_SECONDS = 1;

    private final ModelStore models;
    private final IdentityStore identities;
    private final PersonIndex index;
    private final IndexChange change;
    private final Clock clock;
    private final Semaphore begun = new Semaphore(0);
    private @Nullable Thread assessor;
    private volatile boolean closed;

    Models(ModelStore models, IdentityStore identities, PersonIndex index, IndexChange change, Clock clock) {
        this.models = models;
        this.identities = identities;
        this.index = index;
        this.change = change;
        this.clock = clock;
    }

    /**
     * A version of the model.
     *
     * @param chances by trait and finding
     * @param registrations those asked when it was estimated, 0 for a shipped one
     * @param pairs those looked at
     * @param kin how many other registrations of the same person a registration had on average
     */
    public record Version(
            int version,
            boolean inForce,
            long registrations,
            long pairs,
            double kin,
            String madeBy,
            Instant madeAt,
            Map<String, Map<String, MatchModel.Chances>> chances) {}

    /**
     * An estimated version, beside the one in force.
     *
     * @param joined pairs among those looked at that it would link and the one in force does not
     * @param parted the other way round
     */
    public record Proposal(Version version, int joined, int parted) {}

    /** @param assessing whether the index is still going through what was judged by another version */
    public record State(int version, boolean assessing) {}

    /** Begins to judge anew, in the background, what was judged by other rules or another model. */
    void start() {
        prepare();
        assessor = Thread.ofVirtual().name("person-assessor").start(this::assessAlways);
    }

    /** Brings the shipped model in, and marks what was judged by other rules as to be judged anew. */
    void prepare() {
        change.make(() -> {
            ship();
            return PersonsChanged.none(clock.instant());
        });
    }

    /** The versions, newest first. */
    public List<Version> all() {
        int inForce = models.inForce().version();
        return models.all().stream().map(version -> shown(version, inForce)).toList();
    }

    /** Who brought which version into force and when, newest first. */
    List<ModelStore.Use> uses() {
        return models.uses();
    }

    public State state() {
        return models.state()
                .map(state -> new State(state.model(), state.upto() != null || state.rules() != MatchModel.RULES))
                .orElse(new State(MatchModel.shipped().version(), true));
    }

    /**
     * Estimates a version from the registrations at hand; it comes into force only by {@link #use}.
     *
     * @param account who asked for it
     * @throws Problem {@code person.too-few-to-estimate}
     */
    public synchronized Proposal estimate(String account) {
        long all = identities.count();
        List<Long> asked = identities.some(all, ASKED_MOST);
        if (asked.size() < 2) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "person.too-few-to-estimate",
                    "There are not enough registrations to estimate a model from.",
                    "The chances of each finding are counted over pairs of registrations.",
                    "Try again once institutions have sent patients.");
        }
        MatchModel inForce = models.inForce();
        var fitting = new Fitting(inForce, all);
        for (int from = 0; from < asked.size(); from += TURN) {
            index.met(asked.subList(from, Math.min(asked.size(), from + TURN)), fitting::met);
        }
        draw(asked, fitting);
        Fitting.Fitted fitted = fitting.fit(inForce.version() + 1);
        int version = models.add(fitted, account, clock.instant());
        return new Proposal(
                shown(models.find(version).orElseThrow(), inForce.version()), fitted.joined(), fitted.parted());
    }

    /**
     * Brings a version into force; the index is judged anew by it in the background.
     *
     * @throws Problem {@code person.model-unknown}
     */
    public void use(int version, String account) {
        if (models.find(version).isEmpty()) {
            throw unknown();
        }
        change.make(() -> {
            models.begin(version);
            models.used(version, account, clock.instant());
            return PersonsChanged.none(clock.instant());
        });
        begun.release();
    }

    /** Judges some more anew; false where nothing is left to do. */
    boolean assess() {
        if (due().isEmpty()) {
            return false;
        }
        var more = new boolean[1];
        change.make(() -> {
            Long upto = due().orElse(null);
            if (upto == null) {
                return PersonsChanged.none(clock.instant());
            }
            List<Long> next = identities.after(upto, TURN);
            models.advance(next.isEmpty() ? null : next.getLast());
            more[0] = !next.isEmpty();
            return next.isEmpty() ? PersonsChanged.none(clock.instant()) : index.assess(next);
        });
        return more[0];
    }

    /** Judges some of a crowd anew that a change touched; few, for whoever comes meanwhile waits. False where nobody is left. */
    boolean settle() {
        if (!identities.unsettled()) {
            return false;
        }
        change.replay(() -> index.settle(SETTLED_TURN));
        return true;
    }

    /** How far everything is judged, where it is not yet; a newer program beside this one judges by its own rules. */
    private Optional<Long> due() {
        return models.state().filter(state -> state.rules() == MatchModel.RULES).map(ModelStore.State::upto);
    }

    private void ship() {
        MatchModel shipped = MatchModel.shipped();
        Optional<ModelStore.Version> last = models.lastShipped();
        Optional<ModelStore.State> state = models.state();
        boolean other = last.isEmpty() || !last.get().model().chances().equals(shipped.chances());
        int version = other
                ? models.add(shipped, 0, 0, 0, ModelStore.SHIPPED, clock.instant())
                : last.get().model().version();
        boolean shippedInForce = state.isEmpty()
                || last.isPresent()
                        && last.get().model().version() == state.get().model();
        int wanted = shippedInForce ? version : state.get().model();
        if (state.isEmpty() || state.get().model() != wanted || state.get().rules() < MatchModel.RULES) {
            models.begin(wanted);
        }
    }

    private void draw(List<Long> asked, Fitting fitting) {
        int every = Math.max(1, asked.size() / DRAWN_FROM);
        List<Registration> some = List.copyOf(index.registrations(IntStream.range(0, asked.size())
                        .filter(place -> place % every == 0)
                        .mapToObj(asked::get)
                        .toList())
                .values());
        var dice = new SplittableRandom(1);
        for (int drawn = 0; drawn < DRAWN && some.size() > 1; drawn++) {
            int one = dice.nextInt(some.size());
            int other = dice.nextInt(some.size() - 1);
            fitting.drawn(some.get(one), some.get(other >= one ? other + 1 : other));
        }
    }

    private void assessAlways() {
        while (!closed) {
            try {
                while (!closed && (assess() || settle())) {
                    LOG.debug("Judged some more registrations anew.");
                }
            } catch (RuntimeException failure) {
                LOG.warn(
                        "Judging registrations anew stopped and will be tried again: {}",
                        failure.getClass().getSimpleName());
            }
            waitForMore();
        }
    }

    /** Until something is begun here, or for a while: another process may have begun something and be gone. */
    private void waitForMore() {
        try {
            if (begun.tryAcquire(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS)) {
                begun.drainPermits();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private static Version shown(ModelStore.Version version, int inForce) {
        return new Version(
                version.model().version(),
                version.model().version() == inForce,
                version.registrations(),
                version.pairs(),
                version.kin(),
                version.madeBy(),
                version.madeAt(),
                version.model().chances());
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "person.model-unknown",
                "There is no such version of the model.",
                "Versions are numbered as they were made.",
                "Look at the list of versions.");
    }

    @Override
    public void close() {
        closed = true;
        begun.release();
        try {
            if (assessor != null) {
                assessor.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
