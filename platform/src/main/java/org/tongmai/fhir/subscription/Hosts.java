package org.tongmai.fhir.subscription;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Turns at the hosts that are notified, so that one which is dead costs nearly nothing: a bounded number at once, fewer of them for
 * subscriptions that failed before, and one at long intervals while a host answers nothing at all.
 */
final class Hosts {

    /** Sends in a row without any answer after which a host counts as silent. */
    static final int SILENT_AFTER = 3;

    /** Of the connections to a host, and of all, this part may be held by subscriptions that failed last time. */
    static final int FAILING_PART = 4;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Map<String, Host> hosts = new ConcurrentHashMap<>();
    private final int ofHost;
    private final Duration patience;
    private final Clock clock;

    /** @param patience how long somebody waits for a turn; as many may wait as have one */
    Hosts(int ofHost, Duration patience, Clock clock) {
        this.ofHost = ofHost;
        this.patience = patience;
        this.clock = clock;
    }

    /** Whether something may be sent now. */
    sealed interface Admission {}

    /** Until it is closed. */
    record Turn(Semaphore taken) implements Admission, AutoCloseable {
        @Override
        public void close() {
            taken.release();
        }
    }

    /** Too many are on their way; no fault of the receiver. */
    record Crowded() implements Admission {}

    /** The host answers nothing, and is not tried just now. */
    record Silent() implements Admission {}

    /** @param failing whether the last try of who asks failed */
    Admission enter(URI endpoint, boolean failing) {
        Host host = host(endpoint);
        if (!host.mayBeTried()) {
            return new Silent();
        }
        Semaphore turns = failing ? host.failing : host.turns;
        return turns.tryAcquire() || host.await(turns) ? new Turn(turns) : new Crowded();
    }

    /** What came of a send: an answer, of whatever status, or none. */
    void heard(URI endpoint, boolean answered) {
        host(endpoint).heard(answered);
    }

    private Host host(URI endpoint) {
        return hosts.computeIfAbsent(endpoint.getHost() + ":" + endpoint.getPort(), name -> new Host());
    }

    private final class Host {
        private final Semaphore failing = new Semaphore(Math.max(1, ofHost / FAILING_PART), true);
        private final Semaphore turns = new Semaphore(Math.max(1, ofHost - ofHost / FAILING_PART), true);
        private final Semaphore waiting = new Semaphore(ofHost);
        private int unanswered;
        private Duration pause = FIRST_PAUSE;
        private Instant next = Instant.MIN;

        /** Whoever asks first after the pause is the one who tries; the pause begins anew for all others. */
        synchronized boolean mayBeTried() {
            if (unanswered < SILENT_AFTER) {
                return true;
            }
            Instant now = clock.instant();
            if (now.isBefore(next)) {
                return false;
            }
            next = now.plus(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            return true;
        }

        synchronized void heard(boolean answered) {
            unanswered = answered ? 0 : unanswered + 1;
            if (answered) {
                pause = FIRST_PAUSE;
            } else if (unanswered == SILENT_AFTER) {
                next = clock.instant().plus(FIRST_PAUSE);
            }
        }

        boolean await(Semaphore turn) {
            if (!waiting.tryAcquire()) {
                return false;
            }
            try {
                return turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                waiting.release();
            }
        }
    }
}
