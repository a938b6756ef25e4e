package org.tongmai.onboarding;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Participants;
import org.tongmai.access.Participation.Filed;
import org.tongmai.access.Participation.SendingSystem;
import org.tongmai.intake.Received;

/**
 * The sandbox (沙箱) beside a node: a whole node of the same version, with a database, keys and accounts of its own, where systems send
 * until they are live. Whoever is registered at the node is registered in its sandbox.
 */
public final class Sandbox {

    /** Systems that are compared at once. */
    private static final int PAGE = 200;

    /** Who registers in the sandbox what was registered at the node. */
    private static final String BY = "onboarding";

    private final OnboardingStore store;
    private final Participants participants;
    private final Clock clock;
    private volatile @Nullable DataSource database;

    Sandbox(OnboardingStore store, Participants participants, Clock clock) {
        this.store = store;
        this.participants = participants;
        this.clock = clock;
    }

    /**
     * Where it answers.
     *
     * @param url of HTTP
     * @param mllp HOST:PORT of HL7 v2 over MLLP; null where it is not listened for
     */
    public record Address(String url, @Nullable String mllp, Instant startedAt) {}

    /** Says that it answers; from then on registrations go there too. */
    public void opened(DataSource itsDatabase, String url, @Nullable String mllp) {
        store.sandbox(new Address(url, mllp, clock.instant()));
        database = itsDatabase;
        mirror();
    }

    /** For a command beside the node: the database of a sandbox that runs, or rests. */
    void found(DataSource itsDatabase) {
        database = itsDatabase;
    }

    /** Where it answers, or last did; nothing on a node that never had one. */
    public Optional<Address> address() {
        return store.sandbox();
    }

    /** Its journal; nothing where it is not running beside this node. */
    Optional<Received> journal() {
        return Optional.ofNullable(database).map(Received::on);
    }

    /**
     * Brings the systems of the node, their institutions and their keys to the sandbox.
     *
     * @return whether all of them are there; not where the directory does not know an institution yet, as just after its registration
     */
    synchronized boolean mirror() {
        DataSource there = database;
        if (there == null) {
            return true;
        }
        boolean complete = true;
        try (Participants sandbox = Participants.on(there, clock)) {
            String after = "";
            List<SendingSystem> here;
            do {
                here = participants.systems("", after, PAGE);
                Map<String, SendingSystem> known = new HashMap<>();
                sandbox.systems("", after, PAGE * 2).forEach(each -> known.put(each.id(), each));
                for (SendingSystem system : here) {
                    complete &= bring(system, known.get(system.id()), sandbox);
                }
                after = here.isEmpty() ? "" : here.getLast().id();
            } while (here.size() == PAGE);
        }
        return complete;
    }

    private boolean bring(SendingSystem system, @Nullable SendingSystem there, Participants sandbox) {
        Optional<String> keys = participants.keys(system.id());
        if (keys.isEmpty()) {
            return true;
        }
        if (there == null
                && sandbox.systems(system.id()).stream()
                        .noneMatch(each -> each.id().equals(system.id()))) {
            Optional<Filed> institution = participants.institution(system.institution());
            institution.ifPresent(each -> {
                sandbox.institution(each.code(), each.name(), each.region().value(), BY);
                sandbox.system(system.id(), system.name(), system.institution(), keys.get(), BY);
            });
            return institution.isPresent();
        }
        if (there != null && !there.keys().equals(system.keys())) {
            sandbox.replaceKeys(system.id(), keys.get(), BY);
        } else if (there != null && there.active() != system.active()) {
            sandbox.activateSystem(system.id(), system.active(), BY);
        }
        return true;
    }
}
